// What monitoring asks for, in Prometheus' text format; and the number of connected stations as a CloudWatch embedded metric.
import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { BatchedWrites } from '../database/batched-writes.js';
import { Log } from '../logging/log.js';
import { ConnectionRegistry } from '../ocpp/connection-registry.js';

const EMBEDDED_INTERVAL_MS = 60_000;
const LATENCY_BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What mysql2 keeps of its pool; TypeORM and mysql2 have no public way to it. */
interface Pool {
  _allConnections?: { length: number };
  _freeConnections?: { length: number };
  _connectionQueue?: { length: number };
}

@Injectable()
export class Metrics implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly registry = new Registry();
  private timer: NodeJS.Timeout | undefined;

  private readonly latency = new Histogram({
    name: 'ocpp_inbound_call_seconds',
    help: 'Time from the arrival of a CALL to its answer, waiting for its turn included.',
    labelNames: ['action', 'outcome'] as const,
    buckets: LATENCY_BUCKETS_S,
    registers: [this.registry],
  });

  private readonly commands = new Counter({
    name: 'ocpp_commands_total',
    help: 'Commands to stations that have ended.',
    labelNames: ['action', 'status'] as const,
    registers: [this.registry],
  });

  constructor(
    private readonly connections: ConnectionRegistry,
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly log: Log,
    writes: BatchedWrites,
  ) {
    collectDefaultMetrics({ register: this.registry });
    this.gauge('ocpp_connected_stations', 'Stations with a live connection.', () => this.connections.size);
    this.gauge('ocpp_waiting_calls', 'CALLs of stations that have arrived and are not answered yet.', () =>
      this.connections.all().reduce((sum, { waiting }) => sum + waiting, 0),
    );
    this.gauge(
      'database_waiting_writes',
      'Writes that stations wait for and no batch has taken yet.',
      () => writes.depth,
    );
    if (dataSource.options.type !== 'mariadb') return;
    this.gauge(
      'database_pool_connections',
      'Open connections to the database.',
      () => this.pool._allConnections?.length,
    );
    this.gauge('database_pool_free', 'Of these, how many are free.', () => this.pool._freeConnections?.length);
    this.gauge('database_pool_waiting', 'Requests that wait for one.', () => this.pool._connectionQueue?.length);
  }

  /** @param action of the version's table, or `unknown`: what stations invent makes no label. */
  answered(action: string, outcome: 'result' | 'error', seconds: number): void {
    this.latency.observe({ action, outcome }, seconds);
  }

  commandEnded(action: string, status: string): void {
    this.commands.inc({ action, status });
  }

  onApplicationBootstrap(): void {
    const { metricsNamespace } = this.environment;
    if (metricsNamespace === null) return;
    this.timer = setInterval(() => this.logEmbedded(metricsNamespace), EMBEDDED_INTERVAL_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** CloudWatch's embedded metric format: a log line that CloudWatch turns into a metric, for scaling by it. */
  logEmbedded(namespace: string): void {
    const metric = { Name: 'ConnectedStations', Unit: 'Count' };
    const directive = { Namespace: namespace, Dimensions: [[]], Metrics: [metric] };
    const _aws = { Timestamp: Date.now(), CloudWatchMetrics: [directive] };
    this.log.info({ _aws, ConnectedStations: this.connections.size }, 'connected stations');
  }

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { pool?: Pool }).pool ?? {};
  }

  private gauge(name: string, help: string, read: () => number | undefined): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read() ?? 0);
      },
    });
  }
}
