import proxyAddr from 'proxy-addr';
import { StartupError } from './startup-error.js';

export const ADDRESS_HEADERS = ['X-Forwarded-For', 'Forwarded'] as const;
export type AddressHeader = (typeof ADDRESS_HEADERS)[number];

export interface ProxySettings {
  /** Whether the machine at this address may speak for others. */
  trusts: (address: string) => boolean;
  /** Where proxies name the client. Only one is read: a client can send the other itself, and no proxy would correct it. */
  addressHeader: AddressHeader;
  /** Where a proxy passes the client's certificate on, in lower case; null: nowhere. */
  certificateHeader: string | null;
}

interface Values {
  TRUSTED_PROXIES?: string | undefined;
  FORWARDED_HEADER: AddressHeader;
  CLIENT_CERTIFICATE_HEADER?: string | undefined;
  TLS_CLIENT_CA?: string | undefined;
}

/** Of load balancers that pass on what nobody has verified. */
const UNVERIFIED = new Set(['x-amzn-mtls-clientcert']);

/** @throws StartupError for what is no list of addresses, and for a certificate that nobody would check. */
export function readProxySettings(values: Values): ProxySettings {
  const { TRUSTED_PROXIES: list, CLIENT_CERTIFICATE_HEADER: header, FORWARDED_HEADER: addressHeader } = values;
  const certificateHeader = header?.toLowerCase() ?? null;
  if (certificateHeader !== null) checkCertificateHeader(certificateHeader, values);
  return { trusts: list === undefined ? trustNobody : trustOf(list), addressHeader, certificateHeader };
}

const trustNobody = (): boolean => false;

function trustOf(list: string): (address: string) => boolean {
  try {
    const trusts = proxyAddr.compile(list.split(',').map((each) => each.trim()));
    return (address) => trusts(address, 0);
  } catch (error) {
    throw new StartupError(
      `Cannot start: TRUSTED_PROXIES is no list of addresses (${(error as Error).message}). ` +
        'Write addresses and networks, as in 10.0.0.0/16, 192.168.1.7, or loopback, linklocal, uniquelocal, with commas between them.',
    );
  }
}

function checkCertificateHeader(header: string, values: Values): void {
  const wrong = (problem: string): StartupError =>
    new StartupError(`Cannot start: CLIENT_CERTIFICATE_HEADER=${header} ${problem}`);
  if (!/^[a-z0-9-]+$/.test(header)) throw wrong('is no name of a header.');
  if (values.TRUSTED_PROXIES === undefined) {
    throw wrong('counts only from a proxy that is trusted. Set TRUSTED_PROXIES to its addresses.');
  }
  if (UNVERIFIED.has(header) && values.TLS_CLIENT_CA === undefined) {
    throw wrong('holds a certificate that the load balancer has not verified. Set TLS_CLIENT_CA to its authority.');
  }
}
