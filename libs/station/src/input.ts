// What happened to the station. Everything the shell can tell the engine.
import type { ChargingCurvePoint } from './car.js';
import type { PlugIn } from './config.js';
import type { Fault } from './state/connector.js';
import type { JobFault } from './state/jobs.js';
import type { WireFaults } from './state/wire-faults.js';

export type StationInput = ShellInput | PersonInput | DisturbanceInput;

/** From the network, the clock and the storage. */
export type ShellInput =
  /** Power on: the station boots. The first input of a new station. */
  | { type: 'poweredOn' }
  /** The state was read back from storage (page reload, process restart): the gap is integrated, the session goes on. */
  | { type: 'restored' }
  /** The WebSocket is open. */
  | { type: 'connected'; subprotocol: string }
  /** The WebSocket closed, or never opened (`wasOpen` false). */
  | { type: 'disconnected'; code: number; reason: string; wasOpen: boolean }
  /** A text message came. */
  | { type: 'frameReceived'; text: string }
  /** The time that `nextDeadline` named has come. */
  | { type: 'deadlineReached' };

/** From somebody at the station, or at the page. */
export type PersonInput =
  | { type: 'plugged'; connectorId: number; plugIn: PlugIn }
  | { type: 'unplugged'; connectorId: number }
  /**
   * A card at the reader. Without a connector the station takes the one that waits for it. `authorized`: the station accepts
   * it by itself, without a list, a cache or the CSMS (a key switch, an app of the house).
   */
  | { type: 'tagPresented'; idTag: string; connectorId?: number; authorized?: boolean }
  /** The stop button; the emergency button stops with reason EmergencyStop. */
  | { type: 'stopPressed'; connectorId: number; emergency?: boolean }
  /** The driver changes something in the car. */
  | ({ type: 'carChanged'; connectorId: number } & CarChange)
  /** The station itself pauses or resumes: SuspendedEVSE. */
  | { type: 'stationPaused'; connectorId: number; paused: boolean }
  /** A person wants the station on or off the network. Offline, it goes on charging and queues its transaction messages. */
  | { type: 'networkSwitched'; on: boolean }
  /** The restart button: transactions end with reason Reboot. */
  | { type: 'restartPressed' }
  /** A configuration key is set at the station itself: checked and applied as a ChangeConfiguration, without one. */
  | { type: 'configurationChanged'; key: string; value: string }
  /** A new certificate is asked for: SignCertificate (security whitepaper A02). */
  | { type: 'certificateRequested' }
  /** A CALL by hand, within the rules: queued, validated by nobody. */
  | { type: 'callRequested'; action: string; payload: unknown }
  /** At the station itself, what a CSMS could ask for: the same rules and effects, but no frame; the outcome is logged. */
  | { type: 'commandedLocally'; action: string; payload: unknown }
  /** A text by hand, outside all rules: sent as it is, if the connection is open. */
  | { type: 'frameSubmitted'; text: string }
  /** The station's clock runs 1 to 60 times as fast. */
  | { type: 'timeScaled'; scale: number }
  /** The station's clock leaps to the moment at which the car at this connector has this state of charge. */
  | { type: 'timeJumped'; connectorId: number; socPercent: number };

/** What is named is set. */
export interface CarChange {
  targetSocPercent?: number;
  socPercent?: number;
  paused?: boolean;
  /** Another curve for the car that stands there; the car it was made from keeps its own. */
  chargingCurve?: readonly ChargingCurvePoint[];
}

/** Faults on purpose. */
export type DisturbanceInput =
  /** Connector 0: the station as a whole. */
  | { type: 'faultInjected'; connectorId: number; fault: Fault }
  | { type: 'faultCleared'; connectorId: number }
  | { type: 'lockStuck'; connectorId: number; stuck: boolean }
  | { type: 'meterBroken'; connectorId: number; broken: boolean }
  /** Null: firmware updates and uploads work. */
  | { type: 'jobFaultSet'; fault: JobFault | null }
  /** So many resets fail before one works. */
  | { type: 'resetFailuresSet'; count: number }
  | { type: 'powerLost' }
  | { type: 'powerRestored' }
  | { type: 'temperatureChanged'; celsius: number }
  /** Null: the wire is sound. */
  | { type: 'wireFaultsSet'; faults: WireFaults | null }
  /** The connection breaks, and stays away for so long. */
  | { type: 'connectionCut'; seconds: number };
