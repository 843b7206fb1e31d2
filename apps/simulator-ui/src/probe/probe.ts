// Asks the server behind this page why a connection fails: it sees what the browser hides.
import { createApiClient } from '@simulator/api-client';
import type { ConnectionReport } from '@simulator/api-client';
import { stationUrl } from '@simulator/station-runner/browser';
import type { StationDefinition } from '@simulator/station-runner/browser';

export type ProbeOutcome =
  | { kind: 'report'; report: ConnectionReport }
  /** There is no probe here, or it is turned off. */
  | { kind: 'none' }
  /** It could not be done this time. */
  | { kind: 'failed'; problem: string };

const PATIENCE_MS = 30_000;

/** The request of a probe that tries what the station tried. */
export function probeRequest(definition: StationDefinition, password: string) {
  const url = new URL(stationUrl(definition));
  const secret = decodeURIComponent(url.password) || password;
  const username = decodeURIComponent(url.username) || definition.config.id;
  url.username = '';
  url.password = '';
  const request = { url: url.href, subprotocols: [`ocpp${definition.config.ocppVersion}`] };
  return secret === '' ? request : { ...request, basic: { username, password: secret } };
}

let isThereOne = true;

export async function probe(definition: StationDefinition, password: string): Promise<ProbeOutcome> {
  if (!isThereOne) return { kind: 'none' };
  try {
    const { data, error, response } = await createApiClient({ baseUrl: location.origin }).POST(
      '/api/v1/connection-probe',
      { body: probeRequest(definition, password), signal: AbortSignal.timeout(PATIENCE_MS) },
    );
    if ([401, 403, 404, 405, 501].includes(response.status)) {
      // Asked once: another server, or another role, comes with another page.
      isThereOne = false;
      return { kind: 'none' };
    }
    if (typeof data?.summary === 'string' && Array.isArray(data.stages)) return { kind: 'report', report: data };
    const detail = (error as { detail?: unknown } | undefined)?.detail;
    return { kind: 'failed', problem: typeof detail === 'string' ? detail : `HTTP ${response.status}` };
  } catch {
    return { kind: 'failed', problem: `${location.host} does not answer.` };
  }
}
