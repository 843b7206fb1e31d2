// CALLs of the CSMS that the station answers: a table action → handler. A new message is a new row.
import type { v16 } from '@simulator/ocpp';
import type { Turn } from '../../turn.js';
import { cancelReservation, clearCache, getLocalListVersion, reserveNow, sendLocalList } from './authorization.js';
import { changeConfiguration, dataTransfer, getConfiguration } from './configuration.js';
import { extendedTriggerMessage, getDiagnostics, getLog, triggerMessage, updateFirmware } from './maintenance.js';
import { changeAvailability, remoteStart, remoteStop, reset, unlock } from './remote-control.js';
import {
  certificateSigned,
  deleteCertificate,
  getInstalledCertificateIds,
  installCertificate,
  signedUpdateFirmware,
} from './security.js';
import { clearChargingProfile, getCompositeSchedule, setChargingProfile } from './smart-charging.js';

type Handlers = { [A in v16.Action]?: (turn: Turn, request: v16.RequestOf<A>) => v16.ResponseOf<A> };

const handlers: Handlers = {
  CancelReservation: cancelReservation,
  CertificateSigned: certificateSigned,
  ChangeAvailability: changeAvailability,
  ChangeConfiguration: changeConfiguration,
  ClearCache: clearCache,
  ClearChargingProfile: clearChargingProfile,
  DataTransfer: dataTransfer,
  DeleteCertificate: deleteCertificate,
  ExtendedTriggerMessage: extendedTriggerMessage,
  GetCompositeSchedule: getCompositeSchedule,
  GetConfiguration: getConfiguration,
  GetDiagnostics: getDiagnostics,
  GetInstalledCertificateIds: getInstalledCertificateIds,
  GetLocalListVersion: getLocalListVersion,
  GetLog: getLog,
  InstallCertificate: installCertificate,
  RemoteStartTransaction: remoteStart,
  RemoteStopTransaction: remoteStop,
  ReserveNow: reserveNow,
  Reset: reset,
  SendLocalList: sendLocalList,
  SetChargingProfile: setChargingProfile,
  SignedUpdateFirmware: signedUpdateFirmware,
  TriggerMessage: triggerMessage,
  UnlockConnector: unlock,
  UpdateFirmware: updateFirmware,
};

export const serves = (action: string): boolean => Object.hasOwn(handlers, action);

export function answer(turn: Turn, action: string, payload: unknown): unknown {
  const handler = handlers[action as v16.Action] as ((turn: Turn, request: unknown) => unknown) | undefined;
  if (handler === undefined) throw new Error(`no handler for ${action}`);
  return handler(turn, payload);
}
