// How a station's line is protected and by which way it goes, as a form: security profile, password, relay. Pure.
import type { RelayTerms, StationDefinition } from '@simulator/station-runner/browser';

/** Security whitepaper §2: 0 none, 1 Basic Auth, 2 TLS with Basic Auth, 3 TLS with client certificates. */
export type SecurityProfile = '0' | '1' | '2' | '3';

export interface LineTexts {
  profile: SecurityProfile;
  password: string;
  relayed: boolean;
  /** A header a line: `Name: value`. */
  headers: string;
  certificate: string;
  key: string;
  trusted: string;
}

export type LineProblems = Partial<Record<keyof LineTexts, string>>;

export function lineTextsOf({ csmsUrl, relay, config }: StationDefinition): LineTexts {
  const url = new URL(csmsUrl);
  const profile = config.configuration['SecurityProfile'];
  return {
    profile: isProfile(profile) ? profile : usualProfile(url, relay),
    password: decodeURIComponent(url.password),
    relayed: relay !== undefined,
    headers: Object.entries(relay?.headers ?? {})
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
    certificate: relay?.clientCertificate?.certificate ?? '',
    key: relay?.clientCertificate?.key ?? '',
    trusted: relay?.trustedCertificates ?? '',
  };
}

const isProfile = (text: string | undefined): text is SecurityProfile => /^[0-3]$/.test(text ?? '');

function usualProfile(url: URL, relay: RelayTerms | undefined): SecurityProfile {
  if (relay?.clientCertificate !== undefined) return '3';
  if (url.password === '') return '0';
  return url.protocol === 'wss:' ? '2' : '1';
}

const HEADER = /^[!#$%&'*+.^_`|~\w-]+:\s*[\x20-\x7e]*$/;

/** @param csmsUrl where it will connect to */
export function lineProblems(texts: LineTexts, csmsUrl: string): LineProblems {
  const { profile, password, relayed, headers, certificate, key, trusted } = texts;
  const problems: LineProblems = {};
  const isSecure = csmsUrl.startsWith('wss:');
  if ((profile === '2' || profile === '3') && !isSecure)
    problems.profile = 'This profile needs TLS: an address with wss://.';
  if ((profile === '1' || profile === '2') && password === '') problems.password = 'This profile needs a password.';
  if (profile === '3' && !relayed) {
    problems.relayed = 'A page cannot choose a client certificate: this profile needs the relay.';
  }
  if (profile === '3' && relayed) {
    if (!isPem(certificate, 'CERTIFICATE'))
      problems.certificate = 'A certificate in PEM: -----BEGIN CERTIFICATE----- …';
    if (!isPem(key, 'PRIVATE KEY')) problems.key = 'Its private key in PEM, not encrypted.';
  }
  if (trusted.trim() !== '' && !isPem(trusted, 'CERTIFICATE')) problems.trusted = 'Certificates in PEM.';
  const wrong = linesOf(headers).find((line) => !HEADER.test(line));
  if (wrong !== undefined) problems.headers = `“${wrong}” is no header: Name: value.`;
  return problems;
}

const isPem = (text: string, what: string): boolean =>
  text.includes('-----BEGIN ') && text.includes(`${what}-----`) && text.includes('-----END ');

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** The definition with this line. Call it only without problems. */
export function withLine(definition: StationDefinition, texts: LineTexts): StationDefinition {
  const { relay: _relay, ...rest } = definition;
  const url = new URL(definition.csmsUrl);
  const hasPassword = texts.profile === '1' || texts.profile === '2';
  url.username = hasPassword ? encodeURIComponent(definition.config.id) : '';
  url.password = hasPassword ? encodeURIComponent(texts.password) : '';
  // URL writes an empty path as a slash; a definition has none at its end.
  const csmsUrl = url.href.replace(/\/$/, '');
  return texts.relayed ? { ...rest, csmsUrl, relay: relayOf(texts) } : { ...rest, csmsUrl };
}

function relayOf({ profile, headers, certificate, key, trusted }: LineTexts): RelayTerms {
  const pairs = linesOf(headers).map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  return {
    ...(pairs.length > 0 ? { headers: Object.fromEntries(pairs) } : {}),
    ...(profile === '3' ? { clientCertificate: { certificate, key } } : {}),
    ...(trusted.trim() === '' ? {} : { trustedCertificates: trusted }),
  };
}
