// The API's resources by their names.
import type { components } from './generated/schema.js';

type Schemas = components['schemas'];

export type Station = Schemas['Station'];
export type StationPage = Schemas['StationPage'];
export type Connector = Schemas['Connector'];
export type Transaction = Schemas['Transaction'];
export type TransactionPage = Schemas['TransactionPage'];
export type MeterValue = Schemas['MeterValue'];
export type MeterValuePage = Schemas['MeterValuePage'];
export type OrphanMessage = Schemas['OrphanMessage'];
export type IdToken = Schemas['IdToken'];
export type IdTokenCreation = Schemas['IdTokenCreation'];
export type Command = Schemas['Command'];
export type CommandCreation = Schemas['CommandCreation'];
export type DemoSession = Schemas['DemoSession'];
export type ConnectionRequest = Schemas['ConnectionRequest'];
export type ConnectionReport = Schemas['ConnectionReport'];
/** What a page sends over the relay's WebSocket, one JSON object a frame. */
export type RelayClientFrame =
  Schemas['RelayOpen'] | Schemas['RelaySend'] | Schemas['RelayPing'] | Schemas['RelayClose'];
/** What the relay sends to a page. */
export type RelayServerFrame =
  | Schemas['RelayOpened']
  | Schemas['RelayFailed']
  | Schemas['RelayMessage']
  | Schemas['RelayPong']
  | Schemas['RelayClosed']
  | Schemas['RelayError'];
export type Problem = Schemas['Problem'];
