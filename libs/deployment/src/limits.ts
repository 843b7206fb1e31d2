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

/** What we allow ourselves, in bytes, gzipped: the bundle is loaded and parsed at every cold start. */
export const VIEWER_REQUEST_BUNDLE_BUDGET_BYTES = 20_000;

/** Largest response, headers included, that a viewer-request function may generate, in bytes. */
export const MAX_GENERATED_RESPONSE_BYTES = 40_960;

/** Time that a viewer-request function may take. */
export const VIEWER_REQUEST_TIMEOUT_MS = 5_000;

/** Browsers drop a cookie whose name and value are longer than this together, in bytes, without a word (RFC 6265 §6.1). */
export const MAX_COOKIE_BYTES = 4_096;

/** The load balancer closes a connection on which nothing passes for this long; not before CloudFront does. */
export const LOAD_BALANCER_IDLE_TIMEOUT_S = 660;
