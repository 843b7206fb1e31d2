// Where real stations are sloppy and what they mean is plain, they are served: to refuse a message is to lose what it says.
// What is not plain is refused with the exact code (OCPP-J 1.6 §4.2.3): a field that there is not, an integer in quotes, a
// missing field, a wrong tag.
import type { ActionRow, Violation } from '@simulator/ocpp';

export interface LenientReading {
  /** What the station means, to be handled. */
  payload: unknown;
  tolerated: Violation[];
  /** Why it is refused: empty, or all that is wrong with it. */
  refused: Violation[];
}

type Container = Record<string, unknown>;
/** Mends one violation in a payload of our own. False: it is not to be tolerated. */
type Mending = (violation: Violation, at: { container: Container; name: string; action: string }) => boolean;

/** Fields that describe, and decide nothing. Their columns have room for more than the standard's lengths (§7, CiString). */
const DESCRIPTIVE: Record<string, Record<string, number>> = {
  BootNotification: {
    chargePointVendor: 64,
    chargePointModel: 64,
    chargePointSerialNumber: 64,
    chargeBoxSerialNumber: 64,
    firmwareVersion: 64,
    iccid: 64,
    imsi: 64,
    meterType: 64,
    meterSerialNumber: 64,
  },
  StatusNotification: { info: 64, vendorId: 255, vendorErrorCode: 64 },
  SecurityEventNotification: { techInfo: 255 },
};

/** Room in the columns of a sampled value. */
const SAMPLE_LENGTHS: Record<string, number> = { measurand: 100, format: 16 };
const SAMPLE_LENGTH = 32;

/** What stands for a value that the standard does not list (§7.6, §7.36). */
const OTHER: Record<string, Record<string, string>> = {
  StatusNotification: { errorCode: 'OtherError' },
  StopTransaction: { reason: 'Other' },
};

const isSample = (path: string): boolean => /\/sampledValue\/\d+(\/|$)/.test(path);

const mendings: Record<string, Mending> = {
  enum: ({ path, params }, { container, name, action }) => {
    const value = container[name];
    // Null, which is mended as a value of a wrong type.
    if (value === null || value === undefined) return true;
    if (typeof value !== 'string') return false;
    // §7: the case of a listed value is the standard's own.
    const listed = (params['allowedValues'] as unknown[]).find(
      (allowed) => String(allowed).toLowerCase() === value.toLowerCase(),
    );
    // §7.31, §7.35: vendors measure more than the standard lists.
    const kept = isSample(path) ? value.slice(0, SAMPLE_LENGTHS[name] ?? SAMPLE_LENGTH) : undefined;
    const meant = listed ?? kept ?? OTHER[action]?.[name];
    if (meant === undefined) return false;
    container[name] = meant;
    return true;
  },
  type: ({ path, params }, { container, name }) => {
    const value = container[name];
    if (value === null) {
      // Some serialisers write null for a field that is absent; one that is required is missed by the check that follows.
      delete container[name];
      return true;
    }
    // §7.43: a value is text, and many send the number itself.
    if (params['type'] !== 'string' || typeof value !== 'number' || !isSample(path) || name !== 'value') return false;
    container[name] = String(value);
    return true;
  },
  maxLength: (_violation, { container, name, action }) => {
    const length = DESCRIPTIVE[action]?.[name];
    if (length === undefined) return false;
    container[name] = String(container[name]).slice(0, length);
    return true;
  },
  // §4.9: the time of a status may be left out; one that cannot be read is no reason to lose the status.
  format: ({ path }, { container, name, action }) =>
    action === 'StatusNotification' && path === '/timestamp' ? delete container[name] : false,
};

/** Reads what is wrong by the schema as a person would, or says why that is not possible. */
export function readLeniently(action: string, row: ActionRow, payload: unknown): LenientReading {
  const violations = row.validateRequest(payload);
  if (violations.length === 0) return { payload, tolerated: [], refused: [] };
  const meant = structuredClone(payload);
  for (const violation of violations) {
    if (!mend(violation, action, meant)) return { payload, tolerated: [], refused: violations };
  }
  const left = row.validateRequest(meant).filter((violation) => !isKept(action, violation));
  return left.length === 0
    ? { payload: meant, tolerated: violations, refused: [] }
    : { payload, tolerated: [], refused: left };
}

function mend(violation: Violation, action: string, payload: unknown): boolean {
  const { path, keyword, params } = violation;
  // Fields that vendors add to a sampled value; it is stored without them, and the message log has them.
  if (keyword === 'additionalProperties' && isSample(path)) {
    const sample = valueAt(payload, path) as Container;
    return delete sample[String(params['additionalProperty'])];
  }
  const mending = Object.hasOwn(mendings, keyword) ? mendings[keyword] : undefined;
  const container = valueAt(payload, path.slice(0, path.lastIndexOf('/')));
  if (mending === undefined || path === '' || typeof container !== 'object' || container === null) return false;
  return mending(violation, { container: container as Container, name: nameOf(path), action });
}

/** What stays against the schema on purpose: measurands of vendors, descriptions longer than the standard has them. */
function isKept(action: string, { path, keyword }: Violation): boolean {
  if (keyword === 'enum') return isSample(path);
  return keyword === 'maxLength' && DESCRIPTIVE[action]?.[nameOf(path)] !== undefined;
}

const nameOf = (path: string): string => unescape(path.slice(path.lastIndexOf('/') + 1));
const unescape = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');

/** What a JSON pointer points at. */
export function valueAt(payload: unknown, path: string): unknown {
  let value = payload;
  for (const token of path.split('/').slice(1).map(unescape)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined;
    value = (value as Container)[token];
  }
  return value;
}
