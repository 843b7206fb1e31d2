export { findChromium, launchChromium } from './chromium.js';
export { describeWith } from './describe-with.js';
export { findBinary } from './find-binary.js';
export { freePort } from './free-port.js';
export { findMariaDb, startMariaDb } from './mariadb.js';
export type { PrivateDatabase } from './mariadb.js';
export { findRedis, startRedis } from './redis.js';
export type { PrivateRedis } from './redis.js';
