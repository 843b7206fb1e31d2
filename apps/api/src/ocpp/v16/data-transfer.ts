import type { Handler } from './handler.js';

// OCPP 1.6 §4.3: a vendor that the receiver has no implementation for is answered UnknownVendorId. What it sent is kept.
export const dataTransfer: Handler<'DataTransfer'> = async ({ vendorId, messageId, data }, context, csms) => {
  await csms.records.recordDataTransfer({ ...context, vendorId, messageId: messageId ?? null, data: data ?? null });
  return { status: 'UnknownVendorId' };
};
