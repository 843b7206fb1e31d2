// The OCPP endpoint: decides over each upgrade request, lets ocpp-rpc do the handshake, keeps the registry.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { v16 } from '@simulator/ocpp';
import ocppRpc from 'ocpp-rpc';
import { WebSocketServer } from 'ws';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { LiveEvents } from '../events/live-events.js';
import type { UpgradeHandler } from '../http/upgrades.js';
import { Log } from '../logging/log.js';
import { MessageLog } from '../message-log/message-log.js';
import { Drain } from '../replicas/drain.js';
import { Presence } from '../replicas/presence.js';
import { StationAdmission } from '../station-admission/station-admission.js';
import type { Admitted } from '../station-admission/station-admission.js';
import { StationsService } from '../stations/stations.service.js';
import { CallDispatcher } from './call-dispatcher.js';
import { closeSpread } from './close-spread.js';
import { ConnectionRegistry } from './connection-registry.js';
import { readOcppUrl } from './identity.js';
import type { ServerClient } from './rpc-client.js';
import { SerialByKey } from './serial-by-key.js';
import { StationConnection } from './station-connection.js';
import { chooseVersion, SUPPORTED_VERSIONS } from './subprotocols.js';
import { refuseForNow, refuseUpgrade } from '../http/upgrade-refusal.js';

/** OCPP-J 1.6 §3.1.2 says that the connection is closed, not with which code: 1002, protocol error. */
export const CLOSE_NO_SUBPROTOCOL = 1002;
/** The server stops or restarts: 1012, service restart. */
export const CLOSE_RESTART = 1012;

const MAX_MESSAGE_BYTES = 1024 * 1024;
const PING_INTERVAL_MS = 30_000;
/** What is left when the process stops gets this long to end in order. */
const STOP_TIMEOUT_MS = 2_000;

@Injectable()
export class OcppGateway implements OnModuleInit, BeforeApplicationShutdown, UpgradeHandler {
  @Inject(LiveEvents) private readonly events: LiveEvents;
  @Inject(StationAdmission) private readonly admission: StationAdmission;
  @Inject(Presence) private readonly presence: Presence;
  @Inject(Drain) private readonly drain: Drain;
  private stopping = false;
  private readonly admitted = new WeakMap<IncomingMessage, Admitted>();
  private readonly inbound = new SerialByKey();
  private readonly unstored = new Set<Promise<void>>();
  private readonly rpcServer = this.createRpcServer();
  /** Completes handshakes of clients that offer no subprotocol of ours, only to close them. */
  private readonly closingServer = new WebSocketServer({ noServer: true, handleProtocols: () => false });

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly registry: ConnectionRegistry,
    private readonly stations: StationsService,
    private readonly dispatcher: CallDispatcher,
    private readonly messageLog: MessageLog,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.drain.onClosing((deadlineAt) => this.closeAll(deadlineAt));
  }

  private get isLeaving(): boolean {
    return this.stopping || this.drain.isDraining;
  }

  /** Everything is refused here, before ocpp-rpc sees the request: it would decode the URL unguarded. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = readOcppUrl(request.url ?? '');
    if ('problem' in url) return refuseUpgrade(socket, url.status, url.problem);
    if (request.headers.upgrade?.toLowerCase() !== 'websocket' || request.method !== 'GET') {
      return refuseUpgrade(socket, 400, 'Only a WebSocket upgrade is served here');
    }
    if (this.isLeaving) return refuseForNow(socket, 'This server is about to stop');
    const { stationId } = url;
    const station = await this.stations.find(stationId);
    const admission = await this.admission.decide(stationId, station, request);
    if (admission.kind === 'refused') {
      const { status, problem, headers, address } = admission;
      this.log.info({ stationId, status, problem, address }, 'station not admitted');
      return refuseUpgrade(socket, status, problem, headers);
    }
    if (chooseVersion(request.headers['sec-websocket-protocol']) === undefined) {
      this.log.info({ stationId }, 'no supported subprotocol');
      return this.closeAfterHandshake(request, socket, head);
    }
    if (station === null) {
      const registration = this.environment.unknownStations === 'pending' ? 'Pending' : 'Accepted';
      await this.stations.create({ id: stationId, registration, createdBy: admission.user });
    }
    this.admitted.set(request, admission);
    // The questions above took their time.
    if (this.isLeaving) return refuseForNow(socket, 'This server is about to stop');
    // ocpp-rpc takes the identity from the last path segment, which readOcppUrl has checked.
    await this.rpcServer.handleUpgrade(request, socket as Socket, head);
  }

  /** OCPP-J 1.6 §3.1.2: complete the handshake without Sec-WebSocket-Protocol, then close immediately. */
  private closeAfterHandshake(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.closingServer.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      const supported = SUPPORTED_VERSIONS.map((version) => version.subprotocol).join(', ');
      webSocket.close(CLOSE_NO_SUBPROTOCOL, `Offer one of these subprotocols: ${supported}`);
    });
  }

  private createRpcServer(): InstanceType<typeof ocppRpc.RPCServer> {
    const server = new ocppRpc.RPCServer({
      protocols: SUPPORTED_VERSIONS.map((version) => version.subprotocol),
      strictMode: false,
      pingIntervalMs: PING_INTERVAL_MS,
      deferPingsOnActivity: true,
      wssOptions: { maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false },
    });
    server.on('client', (client: ServerClient) => this.accept(client));
    server.on('error', (error: unknown) => this.log.error({ error }, 'OCPP server error'));
    return server;
  }

  private accept(client: ServerClient): void {
    // Frames that came in one packet with the handshake would be emitted before ocpp-rpc listens.
    client._ws.pause();
    setImmediate(() => client._ws.resume());
    const version = chooseVersion(client.protocol) ?? v16.version;
    const connection = new StationConnection(client.identity, version, client, this.inbound, {
      passed: ({ stationId }, frame) => this.messageLog.record(stationId, frame),
      answer: (from, call, receivedAt) => this.dispatcher.answer(from, call, receivedAt),
      noteworthy: ({ stationId }, what, detail) => this.log.warn({ stationId, ...detail }, what),
    });
    connection.onClose((code, reason) => this.untilStored(this.forget(connection, code, reason)));
    const { stationId } = connection;
    this.presence.arrived(connection);
    this.events.publish('connection', stationId, { connected: true, subprotocol: version.subprotocol });
    this.recordConnected(connection, this.admitted.get(client.handshake.request));
  }

  private recordConnected({ stationId, version, connectedAt }: StationConnection, admission?: Admitted): void {
    const { proof, securityProfile = null, address = null, certificate = null } = admission ?? {};
    const { subprotocol } = version;
    this.log.info({ stationId, subprotocol, address, proof, securityProfile }, 'station connected');
    const connected = { subprotocol, connectedAt, securityProfile, address };
    this.untilStored(this.record(stationId, this.stations.recordConnected(stationId, connected)));
    if (certificate === null) return;
    this.untilStored(this.record(stationId, this.stations.recordCertificate(stationId, certificate)));
  }

  private async forget(connection: StationConnection, code: number, reason: string): Promise<void> {
    const { stationId, lastSeenAt } = connection;
    const wasCurrent = await this.presence.left(connection);
    this.log.info({ stationId, code, reason, wasCurrent }, 'station disconnected');
    if (wasCurrent) this.events.publish('connection', stationId, { connected: false, code, reason });
    await this.record(stationId, this.stations.recordSeen(stationId, lastSeenAt));
  }

  private async record(stationId: string, write: Promise<void>): Promise<void> {
    await write.catch((error: unknown) => this.log.error({ stationId, error }, 'connection state was not stored'));
  }

  /** What is under way when the server stops is waited for. */
  private untilStored(work: Promise<void>): void {
    const kept = work.finally(() => this.unstored.delete(kept));
    this.unstored.add(kept);
  }

  /** After the pending CALLs of each, and not all at once. */
  private closeAll(deadlineAt: number): Promise<void> {
    const { spreadMs } = this.environment.drain;
    return closeSpread(this.registry.all(), { spreadMs, deadlineAt }, (connection) =>
      connection.close(CLOSE_RESTART, 'The server restarts'),
    );
  }

  /** Runs before HTTP closes, which would wait for our sockets. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.race([this.inbound.idle(), delay(STOP_TIMEOUT_MS)]);
    const connections = this.registry.all();
    const closed = connections.map((connection) => new Promise<void>((resolve) => connection.onClose(() => resolve())));
    for (const connection of connections) connection.close(CLOSE_RESTART, 'The server restarts');
    await Promise.race([Promise.all(closed), delay(STOP_TIMEOUT_MS)]);
    for (const connection of connections) connection.terminate();
    await Promise.race([Promise.all(this.unstored), delay(STOP_TIMEOUT_MS)]);
  }
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
