export * from './client.js';
export * from './relay.js';
export type * from './types.js';
