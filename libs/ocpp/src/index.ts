export * from './frames.js';
export * from './rpc-session.js';
export * from './version.js';
export type { PayloadSchema } from './payload-schema.js';
export * as v16 from './v16/index.js';
