// Three replicas as processes, on a MariaDB and a Valkey that can be killed, behind an nginx that asks for their readiness
// as a load balancer does.
import { startMortalMariaDb, startNginx, startOwnRedis, freePort } from '@simulator/test-services';
import type { MortalDatabase, PrivateNginx, PrivateRedis } from '@simulator/test-services';
import { spawnApi } from './api-process.js';
import type { ApiProcess } from './api-process.js';

/** Less than DRAIN_LEAD_S of the specs, so that nothing goes to a replica that is gone. */
const HEALTH_INTERVAL_MS = 400;

export class ReplicaStack {
  readonly replicas: ApiProcess[] = [];
  private readonly ready: boolean[] = [];
  private stopping = false;
  private looking: Promise<void> = Promise.resolve();

  private constructor(
    readonly database: MortalDatabase,
    readonly valkey: PrivateRedis,
    private readonly ports: readonly number[],
    private readonly nginx: PrivateNginx,
    private readonly variables: Record<string, string>,
  ) {}

  static async start(count: number, variables: Record<string, string> = {}): Promise<ReplicaStack> {
    const [database, valkey] = await Promise.all([startMortalMariaDb(), startOwnRedis()]);
    const ports: number[] = [];
    for (let index = 0; index < count; index += 1) ports.push(await freePort());
    const nginx = await startNginx(
      balancing(
        ports,
        ports.map(() => false),
      ),
    );
    const stack = new ReplicaStack(database, valkey, ports, nginx, variables);
    try {
      // The first one brings the schema up to date; the others find it so.
      await stack.startReplica(0);
      await Promise.all(ports.slice(1).map((_port, index) => stack.startReplica(index + 1)));
      stack.looking = stack.look();
      await stack.untilBalanced(count);
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  /** Where stations and REST go: the load balancer. */
  get origin(): string {
    return this.nginx.origin;
  }

  async startReplica(index: number): Promise<void> {
    const replica = await spawnApi({
      DATABASE_URL: this.database.url,
      REDIS_URL: this.valkey.url,
      PORT: String(this.ports[index]),
      LOG_LEVEL: 'fatal',
      ...this.variables,
    });
    this.replicas[index] = replica;
    await replica.untilReady();
  }

  /** Waits until the load balancer sends requests to so many replicas. */
  async untilBalanced(count: number): Promise<void> {
    while (this.ready.filter(Boolean).length !== count) await delay(20);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.looking;
    await Promise.all(this.replicas.map((replica) => replica.kill()));
    await Promise.all([this.nginx.stop(), this.valkey.stop(), this.database.stop()]);
  }

  private async look(): Promise<void> {
    while (!this.stopping) {
      await this.check();
      await delay(HEALTH_INTERVAL_MS);
    }
  }

  private async check(): Promise<void> {
    const now = await Promise.all(this.replicas.map(({ origin }) => isReady(origin)));
    if (now.every((each, index) => each === this.ready[index])) return;
    await this.nginx.reconfigure(balancing(this.ports, now));
    this.ready.splice(0, this.ready.length, ...now);
  }
}

async function isReady(origin: string): Promise<boolean> {
  const signal = AbortSignal.timeout(5_000);
  return fetch(`${origin}/health/ready`, { signal }).then(
    ({ ok }) => ok,
    () => false,
  );
}

function balancing(ports: readonly number[], ready: readonly boolean[]): string {
  const servers = ports.map((port, index) => `server 127.0.0.1:${port} max_fails=0${ready[index] ? '' : ' down'};`);
  return `
    map $http_upgrade $connection_upgrade { default upgrade; '' close; }
    upstream api { ${servers.join(' ')} }
    server {
      listen 127.0.0.1:__PORT__;
      # A worker that is replaced would close connections that wait for another request.
      keepalive_timeout 0;
      location / {
        proxy_pass http://api;
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
        proxy_buffering off;
        proxy_read_timeout 120s;
        proxy_next_upstream error timeout http_503;
      }
    }`;
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
