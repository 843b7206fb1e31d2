import type { Handler } from './handler.js';

// OCPP 1.6 §4.3: a vendor that the receiver has no implementation for is answered UnknownVendorId. What it sent is kept.
export const dataTransfer: Handler<'DataTransfer'> = async (request, { stationId, receivedAt }, csms) => {
  const { vendorId, messageId = null, data = null } = request;
  await csms.records.recordDataTransfer({ stationId, receivedAt, vendorId, messageId, data });
  return { status: 'UnknownVendorId' };
};
