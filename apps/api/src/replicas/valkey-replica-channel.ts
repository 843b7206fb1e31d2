import type { Redis } from 'ioredis';
import type { Log } from '../logging/log.js';
import { PREFIX } from '../valkey/valkey.js';
import type { Valkey } from '../valkey/valkey.js';
import { ReplicaChannel, replicaMessage } from './replica-channel.js';
import type { ReplicaMessage } from './replica-channel.js';
import type { Replica } from './replica.js';

export class ValkeyReplicaChannel extends ReplicaChannel {
  private readonly subscriber: Redis;
  /** Channels do not know of databases: the number is in the name. */
  private readonly prefix: string;

  constructor(
    private readonly valkey: Valkey,
    private readonly replica: Replica,
    private readonly log: Log,
  ) {
    super();
    this.prefix = `${PREFIX}${valkey.settings.database}:`;
    this.subscriber = valkey.another();
    this.subscriber.on('message', (_channel: string, text: string) => this.receive(text));
    // ioredis's own resubscription rejects where nobody catches it.
    this.subscriber.on('ready', () => {
      this.listenAgain().catch((error: unknown) =>
        this.log.warn({ error }, 'messages of other replicas do not arrive'),
      );
    });
  }

  /** From now on, messages arrive; after an outage, again. */
  async start(): Promise<void> {
    await this.subscriber.connect();
    await this.listenAgain();
  }

  async send(replicaId: string, message: ReplicaMessage): Promise<boolean> {
    const text = JSON.stringify(message);
    return (await this.valkey.ask((client) => client.publish(this.channelOf(replicaId), text))) > 0;
  }

  broadcast(message: ReplicaMessage): void {
    this.hand(message);
    const text = JSON.stringify({ ...message, from: this.replica.id });
    this.valkey
      .ask((client) => client.publish(this.channelOfAll, text))
      .catch((error: unknown) => this.log.debug({ error }, 'a word to the other replicas was lost'));
  }

  private async listenAgain(): Promise<void> {
    await this.subscriber.subscribe(this.channelOf(this.replica.id), this.channelOfAll);
  }

  private get channelOfAll(): string {
    return `${this.prefix}replicas`;
  }

  private channelOf(replicaId: string): string {
    return `${this.prefix}replica:${replicaId}`;
  }

  private receive(text: string): void {
    const json = parse(text) as { from?: unknown } | null;
    const isEcho = json?.from === this.replica.id;
    if (isEcho) return;
    const message = replicaMessage.safeParse(json);
    if (message.success) this.hand(message.data);
    else this.log.warn({ text: text.slice(0, 200) }, 'a message on our channel that is none of ours');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
