// Has our API send the CALLs of a scenario's csms steps.
export interface CsmsApi {
  /** Null: it is on its way. Otherwise why it cannot be had. */
  call(stationId: string, action: string, payload: Record<string, unknown>): Promise<string | null>;
}

const TIMEOUT_MS = 15_000;

export function csmsApi(baseUrl: string, token?: string): CsmsApi {
  const base = `${baseUrl.replace(/\/+$/, '').replace(/\/api\/v1$/, '')}/api/v1`;
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return {
    async call(stationId, action, payload) {
      try {
        const response = await fetch(`${base}/stations/${encodeURIComponent(stationId)}/commands`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...authorization },
          body: JSON.stringify({ action, payload }),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        const body = await response.text();
        return response.ok ? null : `the API answered HTTP ${response.status}: ${problemIn(body)}`;
      } catch (error) {
        const { message, cause } = error as Error;
        return `the API cannot be reached: ${cause instanceof Error ? cause.message || String(cause) : message}`;
      }
    },
  };
}

/** RFC 9457 problem details say what is wrong; other servers say something. */
function problemIn(body: string): string {
  try {
    const { detail, title } = JSON.parse(body) as { detail?: string; title?: string };
    return detail ?? title ?? body.slice(0, 200);
  } catch {
    return body.replaceAll(/\s+/g, ' ').slice(0, 200);
  }
}
