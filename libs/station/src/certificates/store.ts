// The station's trusted certificates (whitepaper M03, M04, M05) as plain, serialisable state.
import { type Certificate, parseCertificate, parseCertificateChain } from './certificate.js';
import { dateProblem, isSelfSigned, isSignedBy, issuerProblem, type Verdict, verifyChain } from './chain.js';
import { type CertificateHashData, certificateHashData, sameHashData } from './hash-data.js';
import type { KeyPair } from './key-pair.js';

/** CertificateUseEnumType. */
export type CertificateType = 'CentralSystemRootCertificate' | 'ManufacturerRootCertificate';

export interface InstalledCertificate {
  type: CertificateType;
  pem: string;
  /** Of the root that signed it; null: it is self-signed. Kept because the hash data needs it when that root is gone. */
  issuerPem: string | null;
  /** With SHA256. */
  hashData: CertificateHashData;
  /** The root that was replaced under AdditionalRootCertificateCheck, kept until a connection proves the new one. */
  isFallback: boolean;
}

export interface CertificateStore {
  installed: InstalledCertificate[];
  /** The station's own certificate and those of the CAs above it, one after the other. */
  chargePointCertificate: string | null;
  /** Of `chargePointCertificate`. */
  keyPair: KeyPair | null;
  /** Of the request that was sent last and has no certificate yet. */
  pendingKeyPair: KeyPair | null;
  /** Accepted, but valid only from `validFrom` (epoch ms): see activateDueCertificate. */
  nextCertificate: { pem: string; keyPair: KeyPair; validFrom: number } | null;
}

export interface InstallRules {
  /** CertificateStoreMaxLength: of both types together. */
  maxLength: number;
  /** The configuration key of this name. */
  additionalRootCertificateCheck: boolean;
  now: number;
  /** A fault on purpose: nothing can be written. */
  storageBroken?: boolean;
}

export interface DeleteRules {
  /** Refuse to delete the only CentralSystemRootCertificate: without it a station on security profile 2 or 3 is cut off. */
  keepLastCentralSystemRoot?: boolean;
  /** A fault on purpose: nothing can be deleted. */
  storageBroken?: boolean;
}

export type InstallResult = { status: 'Accepted' } | { status: 'Rejected' | 'Failed'; problem: string };
export type DeleteResult = { status: 'Accepted' } | { status: 'Failed' | 'NotFound'; problem: string };

export function createCertificateStore(): CertificateStore {
  return { installed: [], chargePointCertificate: null, keyPair: null, pendingKeyPair: null, nextCertificate: null };
}

/**
 * Whitepaper M05. Rejected: the certificate is invalid, or there is no room; Failed: it is right and could not be stored.
 * Changes the store only when it answers Accepted.
 */
export function installCertificate(
  store: CertificateStore,
  type: CertificateType,
  pem: string,
  rules: InstallRules,
): InstallResult {
  const parsed = parseCertificate(pem);
  if (!parsed.ok) return { status: 'Rejected', problem: parsed.problem };
  const { certificate } = parsed;
  const problem = dateProblem(certificate, rules.now) ?? issuerProblem(certificate, 1);
  if (problem !== null) return { status: 'Rejected', problem };
  const isHere = (entry: InstalledCertificate) =>
    entry.type === type && entry.pem === certificate.pem && !entry.isFallback;
  if (store.installed.some(isHere)) return { status: 'Accepted' };

  const replaces = type === 'CentralSystemRootCertificate' && rules.additionalRootCertificateCheck;
  const place = replaces ? placeOfSuccessor(store, certificate, rules.now) : placeOfAnother(store, type, certificate);
  if ('problem' in place) return { status: 'Rejected', problem: place.problem };
  if (place.others.length >= rules.maxLength) {
    return { status: 'Rejected', problem: `CertificateStoreMaxLength is ${rules.maxLength}` };
  }
  if (rules.storageBroken) return { status: 'Failed', problem: 'the certificate could not be stored' };
  const hashData = certificateHashData(certificate, place.issuer, 'SHA256');
  const issuerPem = place.issuer?.pem ?? null;
  store.installed = [...place.others, { type, pem: certificate.pem, issuerPem, hashData, isFallback: false }];
  return { status: 'Accepted' };
}

/** What signed the new certificate (null: itself), and what the store holds beside it. */
type Place = { issuer: Certificate | null; others: InstalledCertificate[] } | { problem: string };

function placeOfAnother(store: CertificateStore, type: CertificateType, certificate: Certificate): Place {
  if (isSelfSigned(certificate)) return { issuer: null, others: store.installed };
  const issuer = roots(store, type).find((root) => isSignedBy(certificate, root));
  // Without its issuer it has no hash data: nobody could list or delete it.
  return issuer
    ? { issuer, others: store.installed }
    : { problem: 'neither self-signed nor signed by an installed root' };
}

/** AdditionalRootCertificateCheck: one root and its fallback, the new one signed by the one that it replaces. */
function placeOfSuccessor(store: CertificateStore, certificate: Certificate, now: number): Place {
  const isCentral = (entry: InstalledCertificate) => entry.type === 'CentralSystemRootCertificate';
  const current = store.installed.filter((entry) => isCentral(entry) && !entry.isFallback);
  if (current.length === 0) return placeOfAnother(store, 'CentralSystemRootCertificate', certificate);
  for (const entry of current) {
    const [old] = certificatesOf([entry]);
    if (!old || !isSignedBy(certificate, old)) continue;
    const verdict = verifyChain(certificate, [], [old], now);
    if (!verdict.ok) return { problem: verdict.problem };
    const others = store.installed.filter((other) => !isCentral(other));
    return { issuer: isSelfSigned(certificate) ? null : old, others: [...others, { ...entry, isFallback: true }] };
  }
  return { problem: 'not signed by the root that it would replace (AdditionalRootCertificateCheck)' };
}

/** Whitepaper M05: a connection was made with the new root, so the old one goes. */
export function dropFallbackCertificate(store: CertificateStore): void {
  store.installed = store.installed.filter(({ isFallback }) => !isFallback);
}

/** Whitepaper M05: the server cannot be verified by the new root, so the old one is back. False: there is none. */
export function restoreFallbackCertificate(store: CertificateStore): boolean {
  const fallback = store.installed.find(({ isFallback }) => isFallback);
  if (!fallback) return false;
  const others = store.installed.filter(({ type }) => type !== fallback.type);
  store.installed = [...others, { ...fallback, isFallback: false }];
  return true;
}

/** Whitepaper M04: by hash data in any algorithm. The station's own certificate cannot be deleted. */
export function deleteCertificate(
  store: CertificateStore,
  hashData: CertificateHashData,
  rules: DeleteRules = {},
): DeleteResult {
  const kept = store.installed.filter((entry) => !isMeant(entry, hashData));
  if (kept.length === store.installed.length) {
    return isOwnCertificate(store, hashData)
      ? { status: 'Failed', problem: "the station's own certificate cannot be deleted" }
      : { status: 'NotFound', problem: 'no installed certificate has this hash data' };
  }
  const hasCentralRoot = kept.some(({ type }) => type === 'CentralSystemRootCertificate');
  if (rules.keepLastCentralSystemRoot && !hasCentralRoot && roots(store, 'CentralSystemRootCertificate').length > 0) {
    return { status: 'Failed', problem: 'the only CentralSystemRootCertificate is in use' };
  }
  if (rules.storageBroken) return { status: 'Failed', problem: 'the certificate could not be deleted' };
  store.installed = kept;
  return { status: 'Accepted' };
}

/** Whitepaper M03, with SHA256. None: the answer is NotFound. */
export function installedCertificateIds(store: CertificateStore, type: CertificateType): CertificateHashData[] {
  return store.installed.filter((entry) => entry.type === type).map(({ hashData }) => ({ ...hashData }));
}

/** The trusted certificates of a type, a fallback last. */
export function roots(store: CertificateStore, type: CertificateType): Certificate[] {
  const entries = store.installed.filter((entry) => entry.type === type);
  return certificatesOf(entries.toSorted((one, other) => Number(one.isFallback) - Number(other.isFallback)));
}

/** Whitepaper L01: whether the firmware's signing certificate comes from the manufacturer. CA certificates may follow it in the text. */
export function verifyFirmwareCertificate(
  store: CertificateStore,
  pem: string,
  now: number,
): { ok: true; certificate: Certificate } | (Verdict & { ok: false }) {
  const chain = parseCertificateChain(pem);
  if (!chain.ok) return chain;
  const [certificate, ...intermediates] = chain.certificates;
  const verdict = verifyChain(certificate, intermediates, roots(store, 'ManufacturerRootCertificate'), now);
  return verdict.ok ? { ok: true, certificate } : verdict;
}

function isMeant(entry: InstalledCertificate, hashData: CertificateHashData): boolean {
  const [certificate] = certificatesOf([entry]);
  if (!certificate) return false;
  const issuer = entry.issuerPem === null ? null : parseCertificate(entry.issuerPem);
  if (issuer?.ok === false) return false;
  return sameHashData(certificateHashData(certificate, issuer?.certificate ?? null, hashData.hashAlgorithm), hashData);
}

function isOwnCertificate(store: CertificateStore, hashData: CertificateHashData): boolean {
  const chain = store.chargePointCertificate === null ? null : parseCertificateChain(store.chargePointCertificate);
  if (!chain?.ok) return false;
  const [own, ...above] = chain.certificates;
  const issuer = [...above, ...roots(store, 'CentralSystemRootCertificate')].find((ca) => isSignedBy(own, ca));
  return sameHashData(certificateHashData(own, issuer ?? null, hashData.hashAlgorithm), hashData);
}

function certificatesOf(entries: readonly InstalledCertificate[]): Certificate[] {
  return entries.flatMap(({ pem }) => {
    const parsed = parseCertificate(pem);
    return parsed.ok ? [parsed.certificate] : [];
  });
}
