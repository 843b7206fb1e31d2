// Certificates of the station in the course of its life (security whitepaper §2, use cases A02, A03, M03 to M05).
import {
  acceptSignedCertificate,
  activateDueCertificate,
  createCertificateStore,
  requestCertificate,
} from '../certificates/index.js';
import type { CertificateStore, CsrSubject } from '../certificates/index.js';
import { configurationNumber, configurationText } from '../configuration/read.js';
import { nextRandom } from '../random.js';
import type { Station } from '../station.js';
import { canSend, log, persist } from '../turn.js';
import type { Turn } from '../turn.js';
import { queueCallToSend } from './outbox.js';
import { raiseSecurityEvent } from './security-events.js';

/** The store is made when it is first needed: most stations of a fleet never do. */
export function certificatesOf(station: Station): CertificateStore {
  return (station.certificates ??= createCertificateStore());
}

function subjectOf(station: Station): CsrSubject {
  return { commonName: station.config.serialNumber, organization: configurationText(station, 'CpoName') };
}

/** A new key pair and a SignCertificate.req. */
export function requestOwnCertificate(turn: Turn, cause: string): void {
  const { station } = turn;
  if (!canSend(station)) return log(turn, 'warn', 'No certificate can be asked for: the station is not online');
  const csr = requestCertificate(certificatesOf(station), subjectOf(station), () => nextRandom(station));
  persist(turn, 'certificates');
  queueCallToSend(turn, { action: 'SignCertificate', payload: JSON.stringify({ csr }) }, { cause, purpose: 'other' });
}

/** CertificateSigned.req */
export function takeSignedCertificate(turn: Turn, chainPem: string): 'Accepted' | 'Rejected' {
  const { station, now } = turn;
  const result = acceptSignedCertificate(certificatesOf(station), chainPem, {
    now: now + station.clock.offsetMs,
    subject: subjectOf(station),
    maxChainSize: configurationNumber(station, 'CertificateSignedMaxChainSize'),
    trustWithoutRoots: station.config.trustCertificatesWithoutRoot === true,
  });
  if (result.status === 'Rejected') {
    log(turn, 'warn', `CertificateSigned rejected: ${result.problem}`);
    raiseSecurityEvent(turn, 'InvalidChargePointCertificate', result.problem);
  }
  persist(turn, 'certificates');
  return result.status;
}

export function activateIfDue(turn: Turn): void {
  const { station, now } = turn;
  if (nextCertificateAt(station) > now) return;
  if (activateDueCertificate(certificatesOf(station), now + station.clock.offsetMs)) persist(turn, 'certificates');
}

/** When an accepted certificate becomes valid; Infinity: none waits. */
export function nextCertificateAt({ certificates, clock }: Station): number {
  return certificates?.nextCertificate ? certificates.nextCertificate.validFrom - clock.offsetMs : Infinity;
}
