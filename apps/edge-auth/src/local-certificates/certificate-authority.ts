// A certificate authority for a laptop: signs for this machine's names only, and its key never leaves its folder.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
/** Browsers refuse server certificates that are good for longer than 398 days. */
const LEAF_DAYS = 390;
const AUTHORITY_DAYS = 3650;

export interface Identity {
  /** PEM. */
  certificate: string;
  /** PEM, PKCS #8. */
  key: string;
}

export async function createAuthority(now: Date): Promise<Identity> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Charging Station Simulator local CA, O=For development only',
    keys,
    signingAlgorithm: ALGORITHM,
    serialNumber: serialNumber(),
    notBefore: new Date(now.getTime() - DAY_MS),
    notAfter: new Date(now.getTime() + AUTHORITY_DAYS * DAY_MS),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return identityOf(certificate, keys);
}

/** For TLS of the edge. A name is a DNS name or an IP address. */
export function issueServer(authority: Identity, names: readonly string[], now: Date): Promise<Identity> {
  const alternatives = names.map((value) => ({
    type: /^[\d.]+$|:/.test(value) ? ('ip' as const) : ('dns' as const),
    value,
  }));
  const [name = 'localhost'] = names;
  return issue(authority, { commonName: name, usage: x509.ExtendedKeyUsage.serverAuth, alternatives, now });
}

/** For a station (OCPP security whitepaper §2.5: its common name is the station's identity). */
export function issueStation(authority: Identity, stationId: string, now: Date): Promise<Identity> {
  return issue(authority, { commonName: stationId, usage: x509.ExtendedKeyUsage.clientAuth, alternatives: [], now });
}

interface Leaf {
  commonName: string;
  usage: x509.ExtendedKeyUsage;
  alternatives: { type: 'dns' | 'ip'; value: string }[];
  now: Date;
}

async function issue(authority: Identity, { commonName, usage, alternatives, now }: Leaf): Promise<Identity> {
  const keys = await generateKeys();
  const issuer = new x509.X509Certificate(authority.certificate);
  const signingKey = await importKey(authority.key);
  const extensions: x509.Extension[] = [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([usage]),
    await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
  ];
  if (alternatives.length > 0) extensions.push(new x509.SubjectAlternativeNameExtension(alternatives));
  const certificate = await x509.X509CertificateGenerator.create({
    subject: new x509.Name([{ CN: [commonName] }, { O: ['For development only'] }]).toJSON(),
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: ALGORITHM,
    serialNumber: serialNumber(),
    notBefore: new Date(now.getTime() - DAY_MS),
    notAfter: new Date(now.getTime() + LEAF_DAYS * DAY_MS),
    extensions,
  });
  return identityOf(certificate, keys);
}

const generateKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

/** Positive, as RFC 5280 §4.1.2.2 wants it. */
const serialNumber = (): string => `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString('hex')}`;

async function identityOf(
  certificate: x509.X509Certificate,
  { privateKey }: webcrypto.CryptoKeyPair,
): Promise<Identity> {
  const key = await webcrypto.subtle.exportKey('pkcs8', privateKey);
  return { certificate: `${certificate.toString('pem')}\n`, key: `${x509.PemConverter.encode(key, 'PRIVATE KEY')}\n` };
}

function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), ALGORITHM, false, ['sign']);
}
