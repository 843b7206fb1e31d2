// Messages of the security whitepaper (edition 3) that the CSMS sends: certificates and signed firmware.
import type { v16 } from '@simulator/ocpp';
import {
  deleteCertificate as deleteFrom,
  installCertificate as installInto,
  installedCertificateIds,
  verifyFirmwareCertificate,
} from '../../certificates/index.js';
import { fromWire } from '../../clock.js';
import { configurationFlag, configurationNumber } from '../../configuration/read.js';
import { certificatesOf, takeSignedCertificate } from '../../core/certificates.js';
import { requestFirmware } from '../../core/firmware.js';
import { raiseSecurityEvent } from '../../core/security-events.js';
import { log, persist } from '../../turn.js';
import type { Turn } from '../../turn.js';

export function certificateSigned(turn: Turn, request: v16.CertificateSignedRequest): v16.CertificateSignedResponse {
  return { status: takeSignedCertificate(turn, request.certificateChain) };
}

/** M05 */
export function installCertificate(turn: Turn, request: v16.InstallCertificateRequest): v16.InstallCertificateResponse {
  const { station, now } = turn;
  const result = installInto(certificatesOf(station), request.certificateType, request.certificate, {
    maxLength: configurationNumber(station, 'CertificateStoreMaxLength'),
    additionalRootCertificateCheck: configurationFlag(station, 'AdditionalRootCertificateCheck'),
    now: now + station.clock.offsetMs,
  });
  if (result.status === 'Accepted') persist(turn, 'certificates');
  else {
    log(turn, 'warn', `InstallCertificate answered ${result.status}: ${result.problem}`);
    if (request.certificateType === 'CentralSystemRootCertificate') {
      raiseSecurityEvent(turn, 'InvalidCentralSystemCertificate', result.problem);
    }
  }
  return { status: result.status };
}

/** M04 */
export function deleteCertificate(turn: Turn, request: v16.DeleteCertificateRequest): v16.DeleteCertificateResponse {
  const result = deleteFrom(certificatesOf(turn.station), request.certificateHashData);
  if (result.status === 'Accepted') persist(turn, 'certificates');
  else log(turn, 'info', `DeleteCertificate answered ${result.status}: ${result.problem}`);
  return { status: result.status };
}

/** M03 */
export function getInstalledCertificateIds(
  turn: Turn,
  request: v16.GetInstalledCertificateIdsRequest,
): v16.GetInstalledCertificateIdsResponse {
  const [first, ...others] = installedCertificateIds(certificatesOf(turn.station), request.certificateType);
  if (first === undefined) return { status: 'NotFound' };
  return { status: 'Accepted', certificateHashData: [first, ...others] };
}

/**
 * L01. A simulated station fetches no file: the signing certificate is verified for real, a wrong signature is a fault on
 * purpose (`jobFaultSet`).
 */
export function signedUpdateFirmware(
  turn: Turn,
  request: v16.SignedUpdateFirmwareRequest,
): v16.SignedUpdateFirmwareResponse {
  const { station, now } = turn;
  const { requestId, retries, retryInterval, firmware } = request;
  const verdict = verifyFirmwareCertificate(
    certificatesOf(station),
    firmware.signingCertificate,
    now + station.clock.offsetMs,
  );
  if (!verdict.ok) {
    raiseSecurityEvent(turn, 'InvalidFirmwareSigningCertificate', verdict.problem);
    return { status: 'InvalidCertificate' };
  }
  const replaced = requestFirmware(turn, {
    location: firmware.location,
    signed: {
      requestId,
      installAt: firmware.installDateTime === undefined ? 0 : fromWire(station, firmware.installDateTime),
    },
    retrieveAt: fromWire(station, firmware.retrieveDateTime),
    attemptsLeft: (retries ?? 0) + 1,
    retryIntervalMs: (retryInterval ?? 60) * 1000,
  });
  return { status: replaced ? 'AcceptedCanceled' : 'Accepted' };
}
