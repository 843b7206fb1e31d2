import type { Handler } from './handler.js';

// OCPP 1.6 §4.3: a vendor that the receiver has no implementation for is answered UnknownVendorId.
export const dataTransfer: Handler<'DataTransfer'> = async () => ({ status: 'UnknownVendorId' });
