import type { Handler } from './handler.js';

// OCPP 1.6 §4.2. A person says which station is accepted; nothing is sent to it unasked.
export const bootNotification: Handler<'BootNotification'> = async (request, { stationId, receivedAt }, csms) => {
  await csms.stations.recordBoot(stationId, {
    vendor: request.chargePointVendor,
    model: request.chargePointModel,
    serialNumber: request.chargePointSerialNumber ?? request.chargeBoxSerialNumber ?? null,
    firmwareVersion: request.firmwareVersion ?? null,
    lastBootAt: receivedAt,
    lastSeenAt: receivedAt,
  });
  const status = await csms.stations.registrationOf(stationId);
  const isAccepted = status === 'Accepted';
  const configuredS = isAccepted ? csms.environment.heartbeatIntervalS : csms.environment.bootRetryIntervalS;
  const interval = csms.bootSpread.intervalS(configuredS, isAccepted, Date.now());
  return { status, currentTime: new Date().toISOString(), interval };
};
