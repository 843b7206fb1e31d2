import { createRpcSession } from '@simulator/ocpp';
import type { StationConfig, ConnectorConfig } from './config.js';
import { noProfiles } from './smart-charging/index.js';
import type { Connector, ReportedStatus, Station } from './station.js';

/** Version of the layout of the stored state; a change needs a row in `migrations` (restore-station.ts). */
export const LAYOUT = 1;

/** A new station, switched off: give it `poweredOn` next. The config is kept by reference and never changed. */
export function createStation(config: StationConfig, now: number): Station {
  return {
    layout: LAYOUT,
    config,
    clock: { stationAt: now, shellAt: now, scale: 1, offsetMs: 0 },
    power: 'on',
    powerOnAt: Infinity,
    random: config.seed >>> 0,
    sequence: 0,
    messageNumber: 0,
    lastLocalId: 0,
    firmwareVersion: config.firmwareVersion,
    connection: { state: 'off', retryAt: Infinity, attempts: 0, openedAt: 0, lastFailure: null },
    registration: 'none',
    bootAt: Infinity,
    bootAttempts: 0,
    heartbeatAt: Infinity,
    alignedAt: Infinity,
    latencyMs: null,
    main: { ...newStatus(now), available: true, fault: null },
    configuration: config.configuration,
    rpc: createRpcSession(),
    transactionMessages: [],
    transactionIds: {},
    authorization: { cache: null, localList: null },
    reservations: [],
    profiles: noProfiles(),
    certificates: null,
    shareAgainAt: Infinity,
    profilesChangeAt: Infinity,
    temperatureC: 20,
    jobs: { firmware: null, diagnostics: null, log: null },
    reset: null,
    resetFailures: 0,
    jobFault: null,
    wireFaults: null,
    heldFrames: [],
    connectors: config.connectors.map((connector, index) => newConnector(connector, index + 1, now)),
  };
}

function newStatus(now: number): ReportedStatus {
  return { status: 'Available', reportedStatus: null, reportedError: 'NoError', statusSince: now };
}

function newConnector(config: ConnectorConfig, id: number, now: number): Connector {
  return {
    id,
    ...newStatus(now),
    car: null,
    authorization: null,
    transaction: null,
    remoteProfile: null,
    finishing: false,
    available: true,
    scheduledAvailability: null,
    fault: null,
    lockStuck: false,
    meterBroken: false,
    pausedByStation: false,
    registerWh: 0,
    sampledRegisterWh: 0,
    alignedRegisterWh: 0,
    flow: {
      powerW: 0,
      voltageV: config.current === 'AC' ? config.voltageV : 0,
      currentA: 0,
      phases: config.current === 'AC' ? config.phases : 0,
    },
    wantedW: 0,
    offeredW: 0,
    limitW: 0,
    limitedBy: null,
    allowedPhases: 3,
    integratedUntil: now,
    chargeEndsAt: Infinity,
    sampleAt: Infinity,
    history: [],
  };
}
