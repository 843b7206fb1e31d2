import type { Handler } from './handler.js';

// OCPP 1.6 §4.5
export const firmwareStatusNotification: Handler<'FirmwareStatusNotification'> = async (
  { status },
  { stationId, receivedAt },
  csms,
) => {
  await csms.records.recordJobStatus({
    stationId,
    receivedAt,
    action: 'FirmwareStatusNotification',
    status,
    requestId: null,
  });
  return {};
};

// OCPP 1.6 §4.4
export const diagnosticsStatusNotification: Handler<'DiagnosticsStatusNotification'> = async (
  { status },
  { stationId, receivedAt },
  csms,
) => {
  await csms.records.recordJobStatus({
    stationId,
    receivedAt,
    action: 'DiagnosticsStatusNotification',
    status,
    requestId: null,
  });
  return {};
};

// Security whitepaper §4.6
export const logStatusNotification: Handler<'LogStatusNotification'> = async (
  { status, requestId = null },
  { stationId, receivedAt },
  csms,
) => {
  await csms.records.recordJobStatus({ stationId, receivedAt, action: 'LogStatusNotification', status, requestId });
  return {};
};

// Security whitepaper §4.9
export const signedFirmwareStatusNotification: Handler<'SignedFirmwareStatusNotification'> = async (
  { status, requestId = null },
  { stationId, receivedAt },
  csms,
) => {
  await csms.records.recordJobStatus({
    stationId,
    receivedAt,
    action: 'SignedFirmwareStatusNotification',
    status,
    requestId,
  });
  return {};
};
