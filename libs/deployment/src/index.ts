export * from './behaviours.js';
export * from './caching.js';
export * from './headers.js';
export * from './limits.js';
export * from './login.js';
export * from './network.js';
