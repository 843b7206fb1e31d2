import { v16 } from '@simulator/ocpp';
import type { OcppVersion } from '@simulator/ocpp';

/** In the order of our preference. */
export const SUPPORTED_VERSIONS: readonly OcppVersion[] = [v16.version];

/** The version for a Sec-WebSocket-Protocol header, or undefined when the client offers none of ours. */
export function chooseVersion(header: string | undefined): OcppVersion | undefined {
  const offered = (header ?? '').split(',').map((name) => name.trim());
  return SUPPORTED_VERSIONS.find((version) => offered.includes(version.subprotocol));
}
