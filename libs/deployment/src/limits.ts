// What CloudFront allows (its documented quotas); the local edge keeps to the same, so that a laptop shows what AWS would.

/** Longest URL in bytes; anything longer is answered 414. */
export const MAX_URL_BYTES = 8192;

/** Time for the API to accept a connection. */
export const UPSTREAM_CONNECT_TIMEOUT_MS = 10_000;

/** Time for the API to begin its answer. */
export const UPSTREAM_RESPONSE_TIMEOUT_MS = 60_000;

/** A WebSocket on which nothing passes for this long is closed: a station must send a heartbeat more often. */
export const WEBSOCKET_IDLE_TIMEOUT_MS = 600_000;

/** Largest bundle of a viewer-request function, in bytes, zipped. */
export const MAX_VIEWER_REQUEST_BUNDLE_BYTES = 1_048_576;
