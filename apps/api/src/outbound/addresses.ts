// Which addresses a caller may make this server connect to.
import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

/** `public`: addresses of the open internet, none of which is our own. `any`: whatever the machine reaches. */
export type OutboundMode = 'off' | 'public' | 'any';

/**
 * Why a server must not connect to this address for somebody else, or null for a public one.
 * @param own the server's own addresses
 */
export function addressProblem(address: string, own: ReadonlySet<string> = ownAddresses()): string | null {
  if (!ipaddr.isValid(address)) return 'it is no IP address';
  const parsed = withoutEmbedding(ipaddr.parse(address));
  const range = rangeOf(parsed);
  if (range !== 'unicast') return `it is ${DESCRIPTIONS[range] ?? 'reserved'}`;
  if (CLOUD_SERVICES.has(parsed.toString())) return 'it is a service of the cloud for its own machines';
  return own.has(parsed.toString()) ? "it is this server's own" : null;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** What is reached through an IPv4-mapped (RFC 4291 §2.5.5.2) or a NAT64 address (RFC 6052 §2.1) is the IPv4 address in it. */
function withoutEmbedding(address: Address): Address {
  if (!(address instanceof ipaddr.IPv6)) return address;
  const isEmbedding = address.match(MAPPED, 96) || address.match(NAT64, 96);
  return isEmbedding ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address;
}

function rangeOf(address: Address): string {
  const range = address.range();
  // All that is handed out so far lies in 2000::/3 (RFC 4291 §2.4); what lies outside may become anything.
  return range === 'unicast' && address instanceof ipaddr.IPv6 && !address.match(GLOBAL, 3) ? 'reserved' : range;
}

const MAPPED = ipaddr.IPv6.parse('::ffff:0:0');
const NAT64 = ipaddr.IPv6.parse('64:ff9b::');
const GLOBAL = ipaddr.IPv6.parse('2000::');

/** Azure's, the one that lies among public addresses; those of others are link-local, private or reserved. */
const CLOUD_SERVICES = new Set(['168.63.129.16']);

const DESCRIPTIONS: Record<string, string> = {
  unspecified: 'unspecified, which means this machine',
  loopback: 'this machine (loopback)',
  private: 'in a private network',
  uniqueLocal: 'in a private network',
  carrierGradeNat: 'in a private network',
  linkLocal: 'link-local',
  deprecatedSiteLocal: 'in a private network',
  multicast: 'multicast',
  broadcast: 'broadcast',
  '6to4': 'a tunnel (6to4)',
  teredo: 'a tunnel (Teredo)',
};

function ownAddresses(): Set<string> {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return new Set(all.map(({ address }) => ipaddr.parse(address).toString()));
}
