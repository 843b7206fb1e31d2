import createClient from 'openapi-fetch';
import type { Client, ClientOptions } from 'openapi-fetch';
import type { paths } from './generated/schema.js';

export type ApiClient = Client<paths>;

/**
 * A client of the REST API: `const { data, error } = await client.GET('/api/v1/stations')`. An answer that is no success
 * comes as `error`, RFC 9457 problem details; only a failed connection throws.
 * @param options `baseUrl` is the API's origin; on the simulator's own page `''` will do.
 */
export function createApiClient(options: ClientOptions): ApiClient {
  return createClient<paths>(options);
}
