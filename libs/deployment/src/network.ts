/** TCP port on which the API serves REST, the OCPP endpoint, health and (on a laptop) the page. */
export const API_PORT = 3000;

/** TCP port on which the local edge serves the page and passes the API's paths on. */
export const EDGE_PORT = 8080;

/** URL paths of the API, relative to its origin. */
export const paths = {
  /** OCPP-J endpoint; the station id follows as one percent-encoded path segment. */
  ocpp: '/ocpp',
  /** Everything of the API that is not OCPP lies below this. */
  api: '/api',
  rest: '/api/v1',
  /** WebSocket that carries a page's connections to other central systems. */
  relay: '/api/v1/relay',
  apiDocs: '/api/docs',
  openApi: '/api/openapi.json',
  health: '/health',
  healthLive: '/health/live',
  healthReady: '/health/ready',
  metrics: '/metrics',
} as const;
