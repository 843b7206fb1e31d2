// The fault that the key for faults injects: the one that was injected last.
import type { Fault } from '@simulator/station';
import { Store } from '../ui/store.js';

export const lastFault = new Store<Fault>({
  errorCode: 'GroundFailure',
  vendorErrorCode: null,
  info: null,
  blocking: true,
});

export const rememberFault = (fault: Fault): void => lastFault.set(fault);
