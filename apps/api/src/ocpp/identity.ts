// The station's identity in the connection URL (OCPP-J 1.6 §3.1.1).
import { paths } from '@simulator/deployment';

/** OCPP 1.6 sets no length; 48 is what OCPP 2.0.1 sets for the same identity. */
export const MAX_IDENTITY_LENGTH = 48;

export type UrlReading = { stationId: string } | { status: 400 | 404; problem: string };

const PREFIX = `${paths.ocpp}/`;

/**
 * Reads the identity from the raw request target. Our choices where OCPP-J names none: 404 for a path that is no OCPP
 * endpoint or names no station, 400 for an identity that no station can have.
 */
export function readOcppUrl(target: string): UrlReading {
  const path = target.split(/[?#]/, 1)[0] ?? '';
  if (!path.startsWith(PREFIX)) return { status: 404, problem: `OCPP is served at ${PREFIX}{stationId}` };
  const segment = path.slice(PREFIX.length);
  if (segment === '') return { status: 404, problem: `The URL names no station: ${PREFIX}{stationId}` };
  if (segment.includes('/'))
    return { status: 404, problem: `OCPP is served at ${PREFIX}{stationId}, one path segment` };
  const stationId = decodeSegment(segment);
  if (stationId === null) return { status: 400, problem: 'The station id has a malformed percent escape' };
  const problem = identityProblem(stationId);
  return problem === null ? { stationId } : { status: 400, problem };
}

/** What keeps a text from being a station's identity, or null. */
export function identityProblem(stationId: string): string | null {
  if (stationId === '') return 'The station id is empty';
  if (stationId.length > MAX_IDENTITY_LENGTH) return `The station id is longer than ${MAX_IDENTITY_LENGTH} characters`;
  if (stationId.trim() !== stationId) return 'The station id begins or ends with a space';
  if (stationId === '.' || stationId === '..') return 'The station id is a relative path';
  // Separators would make two paths of one station's URL; control characters and lone surrogates survive no log or form.
  if (/[/\\\p{Cc}\p{Cs}]/u.test(stationId)) return 'The station id has a character that is not allowed';
  return null;
}

function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
