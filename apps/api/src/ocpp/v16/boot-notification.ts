import type { Handler } from './handler.js';

// OCPP 1.6 §4.2. A station that was admitted at the handshake is accepted; nothing is sent to it unasked.
export const bootNotification: Handler<'BootNotification'> = async (request, { stationId, receivedAt }, csms) => {
  await csms.stations.recordBoot(stationId, {
    vendor: request.chargePointVendor,
    model: request.chargePointModel,
    serialNumber: request.chargePointSerialNumber ?? request.chargeBoxSerialNumber ?? null,
    firmwareVersion: request.firmwareVersion ?? null,
    lastBootAt: receivedAt,
    lastSeenAt: receivedAt,
  });
  return { status: 'Accepted', currentTime: new Date().toISOString(), interval: csms.heartbeatIntervalS };
};
