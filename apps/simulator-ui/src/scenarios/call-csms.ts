// What a scenario wants of the CSMS: our own is asked to send it, for any other a person is.
import { createApiClient } from '@simulator/api-client';
import type { StationDefinition } from '@simulator/station-runner/browser';

const PATIENCE_MS = 15_000;

/** Null: the command is on its way; 'prompt': it is not our CSMS, or it may not be asked; else what is wrong. */
export async function callCsms(
  { csmsUrl, config }: StationDefinition,
  action: string,
  payload: unknown,
): Promise<string | null> {
  if (new URL(csmsUrl).host !== self.location.host) return 'prompt';
  try {
    const { error, response } = await createApiClient({ baseUrl: self.location.origin }).POST(
      '/api/v1/stations/{stationId}/commands',
      {
        params: { path: { stationId: config.id } },
        body: { action, payload: payload as Record<string, unknown> },
        signal: AbortSignal.timeout(PATIENCE_MS),
      },
    );
    if (response.ok) return null;
    if ([401, 403, 404, 405].includes(response.status)) return 'prompt';
    const detail = (error as { detail?: unknown } | undefined)?.detail;
    return `the CSMS refuses to send ${action}: ${typeof detail === 'string' ? detail : `HTTP ${response.status}`}`;
  } catch {
    return 'prompt';
  }
}
