import type { ActionRow, Sender, Violation } from '../version.js';
import { messageOf } from '../violations.js';
import * as validators from './generated/validators.js';
import type { Messages } from './generated/types.js';

export type Action = keyof Messages;

/** Who sends what: OCPP 1.6 §4 (station), §5 (CSMS), and the security whitepaper (edition 3) §4. */
const senders: Record<Action, Sender> = {
  Authorize: 'station',
  BootNotification: 'station',
  CancelReservation: 'csms',
  CertificateSigned: 'csms',
  ChangeAvailability: 'csms',
  ChangeConfiguration: 'csms',
  ClearCache: 'csms',
  ClearChargingProfile: 'csms',
  DataTransfer: 'both',
  DeleteCertificate: 'csms',
  DiagnosticsStatusNotification: 'station',
  ExtendedTriggerMessage: 'csms',
  FirmwareStatusNotification: 'station',
  GetCompositeSchedule: 'csms',
  GetConfiguration: 'csms',
  GetDiagnostics: 'csms',
  GetInstalledCertificateIds: 'csms',
  GetLocalListVersion: 'csms',
  GetLog: 'csms',
  Heartbeat: 'station',
  InstallCertificate: 'csms',
  LogStatusNotification: 'station',
  MeterValues: 'station',
  RemoteStartTransaction: 'csms',
  RemoteStopTransaction: 'csms',
  ReserveNow: 'csms',
  Reset: 'csms',
  SecurityEventNotification: 'station',
  SendLocalList: 'csms',
  SetChargingProfile: 'csms',
  SignCertificate: 'station',
  SignedFirmwareStatusNotification: 'station',
  SignedUpdateFirmware: 'csms',
  StartTransaction: 'station',
  StatusNotification: 'station',
  StopTransaction: 'station',
  TriggerMessage: 'csms',
  UnlockConnector: 'csms',
  UpdateFirmware: 'csms',
};

interface AjvError {
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
}

interface CompiledValidator {
  (payload: unknown): boolean;
  errors?: AjvError[] | null;
}

const compiled = validators as unknown as Record<string, CompiledValidator>;
const valid: Violation[] = [];

function violationsOf(typeName: string): (payload: unknown) => Violation[] {
  const validator = compiled[typeName];
  if (!validator) throw new Error(`no validator was generated for ${typeName}`);
  return (payload) => {
    if (validator(payload)) return valid;
    return (validator.errors ?? []).map(({ instancePath, keyword, params }) => ({
      path: instancePath,
      keyword,
      message: messageOf(keyword, params),
      params,
    }));
  };
}

/** Every action of OCPP 1.6 and its security whitepaper, with its sender and validators. */
export const actions = Object.fromEntries(
  Object.entries(senders).map(([action, sender]): [string, ActionRow] => [
    action,
    {
      sender,
      validateRequest: violationsOf(`${action}Request`),
      validateResponse: violationsOf(`${action}Response`),
    },
  ]),
) as Record<Action, ActionRow>;
