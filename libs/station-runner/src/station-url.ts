import type { StationDefinition } from './station-definition.js';

/** A URL without its credentials, and those, decoded; null: it has none. */
export function addressAndCredentials(address: string) {
  const url = new URL(address);
  const { username, password } = url;
  if (username === '' && password === '') return { address, credentials: null };
  url.username = '';
  url.password = '';
  const credentials = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  return { address: url.href, credentials };
}

/**
 * The WebSocket URL of a station: the CSMS's URL, then the percent-encoded identity (OCPP-J 1.6 §3.1.1). A query stays.
 * @throws Error that says what is wrong with the definition
 */
export function stationUrl(definition: Pick<StationDefinition, 'csmsUrl' | 'config'>): string {
  const { csmsUrl, config } = definition;
  if (config.id.length === 0 || config.id.length > 48) {
    throw new Error(`The station id must have 1 to 48 characters, “${config.id}” has ${config.id.length}.`);
  }
  if (!URL.canParse(csmsUrl)) throw new Error(`“${csmsUrl}” is no URL. It should look like wss://csms.example/ocpp`);
  const url = new URL(csmsUrl);
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    throw new Error(`The URL must start with ws:// or wss://, not ${url.protocol}//`);
  }
  if (url.hash !== '') throw new Error(`A WebSocket URL has no part after #; remove “${url.hash}”.`);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${encodeURIComponent(config.id)}`;
  return url.href;
}
