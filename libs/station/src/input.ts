// What happened to the station. Everything the shell can tell the engine.
import type { PlugIn } from './config.js';

export type StationInput =
  /** Power on: the station boots. The first input of a new station. */
  | { type: 'poweredOn' }
  /** The state was read back from storage (page reload, process restart): the gap is integrated, the session goes on. */
  | { type: 'restored' }
  /** A person wants the station on or off the network. Offline, it goes on charging and queues its transaction messages. */
  | { type: 'networkSwitched'; on: boolean }
  /** The WebSocket is open. */
  | { type: 'connected'; subprotocol: string }
  /** The WebSocket closed, or never opened (`wasOpen` false). */
  | { type: 'disconnected'; code: number; reason: string; wasOpen: boolean }
  /** A text message came. */
  | { type: 'frameReceived'; text: string }
  /** The time that `nextDeadline` named has come. */
  | { type: 'deadlineReached' }
  | { type: 'plugged'; connectorId: number; plugIn: PlugIn }
  | { type: 'unplugged'; connectorId: number }
  /** A card at the reader. Without a connector the station takes the one that waits for it. */
  | { type: 'tagPresented'; idTag: string; connectorId?: number }
  /** The stop button. */
  | { type: 'stopPressed'; connectorId: number }
  /** The driver changes something in the car. */
  | { type: 'carChanged'; connectorId: number; targetSocPercent?: number; paused?: boolean; socPercent?: number };
