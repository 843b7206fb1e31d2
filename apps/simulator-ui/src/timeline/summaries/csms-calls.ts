// One line in words for what a CSMS says in OCPP 1.6.
import type { Payload } from '../row.js';
import type { Summary } from './station-calls.js';
import { connector, list, object, text } from './words.js';

const status = (payload: Payload) => text(payload, 'status').toLowerCase();
const nothing = () => '';
const says = (request: Summary['request'], answer: Summary['answer'] = status): Summary => ({ request, answer });

function keysAsked(payload: Payload): string {
  const keys = payload['key'];
  return Array.isArray(keys) && keys.length > 0 ? `Asks for ${keys.join(', ')}` : 'Asks for the whole configuration';
}

function keysGiven(payload: Payload): string {
  const keys = list(payload, 'configurationKey');
  const only = keys.length === 1 ? keys[0] : undefined;
  const unknown = Array.isArray(payload['unknownKey']) ? payload['unknownKey'].length : 0;
  const known = only ? `${text(only, 'key')} = ${text(only, 'value')}` : `${keys.length} keys`;
  return unknown > 0 ? `${known}, ${unknown} unknown` : known;
}

function profile(payload: Payload): string {
  const schedule = object(object(payload, 'csChargingProfiles'), 'chargingSchedule');
  const limits = list(schedule, 'chargingSchedulePeriod').map((period) => text(period, 'limit'));
  return `${connector(payload)} is limited to ${limits.join(' → ')} ${text(schedule, 'chargingRateUnit')}`;
}

function trigger(payload: Payload): string {
  const id = text(payload, 'connectorId');
  return `Asks for a ${text(payload, 'requestedMessage')}${id === '' ? '' : ` of connector ${id}`}`;
}

function clearedProfiles(payload: Payload): string {
  const id = text(payload, 'id');
  return id === '' ? 'Clears the matching charging profiles' : `Clears charging profile ${id}`;
}

const setting = (p: Payload) => `Sets ${text(p, 'key')} to ${text(p, 'value')}`;
const availability = (p: Payload) =>
  `Makes ${connector(p).toLowerCase()} ${text(p, 'type') === 'Operative' ? 'available' : 'unavailable'}`;
const dataTransfer = (p: Payload) => `Vendor message ${text(p, 'vendorId')} ${text(p, 'messageId')}`.trimEnd();

export const csmsCalls: Record<string, Summary> = {
  CancelReservation: says((p) => `Cancels reservation ${text(p, 'reservationId')}`),
  CertificateSigned: says(() => 'Hands over a signed certificate'),
  ChangeAvailability: says(availability),
  ChangeConfiguration: says(setting),
  ClearCache: says(() => 'Clears the authorization cache'),
  ClearChargingProfile: says(clearedProfiles),
  DataTransfer: says(dataTransfer),
  DeleteCertificate: says(() => 'Deletes a certificate'),
  ExtendedTriggerMessage: says(trigger),
  GetCompositeSchedule: says((p) => `Asks what limits ${connector(p).toLowerCase()} for ${text(p, 'duration')} s`),
  GetConfiguration: says(keysAsked, keysGiven),
  GetDiagnostics: says(
    () => 'Asks for diagnostics',
    (p) => text(p, 'fileName') || 'nothing to upload',
  ),
  GetInstalledCertificateIds: says(() => 'Asks which certificates are installed'),
  GetLocalListVersion: says(
    () => 'Asks for the version of the local list',
    (p) => `version ${text(p, 'listVersion')}`,
  ),
  GetLog: says((p) => `Asks for the ${text(p, 'logType')}`),
  InstallCertificate: says((p) => `Installs a ${text(p, 'certificateType')}`),
  RemoteStartTransaction: says((p) => `${connector(p)}: start for card ${text(p, 'idTag')}`),
  RemoteStopTransaction: says((p) => `Stop transaction ${text(p, 'transactionId')}`),
  ReserveNow: says((p) => `Reserves ${connector(p).toLowerCase()} for card ${text(p, 'idTag')}`),
  Reset: says((p) => `${text(p, 'type')} reset`),
  SendLocalList: says((p) => `${text(p, 'updateType')} update of the local list, version ${text(p, 'listVersion')}`),
  SetChargingProfile: says(profile),
  SignedUpdateFirmware: says(() => 'New signed firmware'),
  TriggerMessage: says(trigger),
  UnlockConnector: says((p) => `Unlocks ${connector(p).toLowerCase()}`),
  UpdateFirmware: says(() => 'New firmware', nothing),
};
