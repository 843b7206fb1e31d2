import type { Handler } from './handler.js';

// OCPP 1.6 §4.5
export const firmwareStatusNotification: Handler<'FirmwareStatusNotification'> = async ({ status }, context, csms) => {
  csms.log.info({ stationId: context.stationId, status }, 'firmware status');
  return {};
};

// OCPP 1.6 §4.4
export const diagnosticsStatusNotification: Handler<'DiagnosticsStatusNotification'> = async (
  { status },
  context,
  csms,
) => {
  csms.log.info({ stationId: context.stationId, status }, 'diagnostics status');
  return {};
};
