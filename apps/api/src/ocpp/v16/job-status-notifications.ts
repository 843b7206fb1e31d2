import type { Handler } from './handler.js';

type Action =
  | 'DiagnosticsStatusNotification'
  | 'FirmwareStatusNotification'
  | 'LogStatusNotification'
  | 'SignedFirmwareStatusNotification';

const recorded =
  <A extends Action>(action: A): Handler<A> =>
  async (request, { stationId, receivedAt }, csms) => {
    const requestId = 'requestId' in request ? (request.requestId ?? null) : null;
    await csms.records.recordJobStatus({ stationId, receivedAt, action, status: request.status, requestId });
    return {};
  };

// OCPP 1.6 §4.5
export const firmwareStatusNotification = recorded('FirmwareStatusNotification');
// OCPP 1.6 §4.4
export const diagnosticsStatusNotification = recorded('DiagnosticsStatusNotification');
// Security whitepaper §4.6
export const logStatusNotification = recorded('LogStatusNotification');
// Security whitepaper §4.9
export const signedFirmwareStatusNotification = recorded('SignedFirmwareStatusNotification');
