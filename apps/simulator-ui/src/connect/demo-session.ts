// A throw-away station on the CSMS that serves this page.
import { createApiClient } from '@simulator/api-client';
import type { DemoSession } from '@simulator/api-client';

/** The CSMS's WebSocket URL without the station id, as a station's definition has it. */
export function csmsUrlOf({ stationId, ocppPath }: DemoSession, page: Pick<Location, 'protocol' | 'host'>): string {
  const ending = `/${encodeURIComponent(stationId)}`;
  const path = ocppPath.endsWith(ending) ? ocppPath.slice(0, -ending.length) : ocppPath;
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}${path}`;
}

const PATIENCE_MS = 8_000;

/** @throws Error whose message tells a person what is the matter and what to do instead */
export async function requestDemoSession(): Promise<DemoSession> {
  const { data, error, response } = await postDemoSession();
  if (!response.ok) throw new Error(refusal(response.status, error));
  // What answers may be any server behind this page's address.
  if (!isDemoSession(data)) throw new Error('The server behind this page gave an answer that is no demo session.');
  return data;
}

async function postDemoSession() {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return await createApiClient({ baseUrl: location.origin }).POST('/api/v1/demo-sessions', { signal });
  } catch {
    throw new Error(
      `The server behind this page (${location.host}) does not answer as the simulator’s own. Start it with “npm start”, ` +
        'or connect to a CSMS of your own.',
    );
  }
}

function refusal(status: number, body: unknown): string {
  const detail = (body as { detail?: unknown } | null)?.detail;
  const said = typeof detail === 'string' ? ` It says: ${detail}` : '';
  if (status === 404 || status === 405 || status === 501) {
    return 'This page is served without a built-in CSMS, so there is no demo here. Connect to a CSMS of your own, or run the whole product with “npm start”.';
  }
  if (status === 401 || status === 403)
    return `You may not start a demo here: sign in, or ask for the role operator.${said}`;
  if (status === 429) return `Too many demos at the moment. Try again in a minute.${said}`;
  return `The demo could not be started (HTTP ${status}).${said} Try again, or connect to a CSMS of your own.`;
}

function isDemoSession(value: unknown): value is DemoSession {
  const session = value as Partial<Record<keyof DemoSession, unknown>> | null;
  return [session?.stationId, session?.idTag, session?.ocppPath, session?.expiresAt].every(
    (field) => typeof field === 'string' && field !== '',
  );
}
