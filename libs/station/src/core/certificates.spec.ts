// Certificates at work in the engine; parsing and verifying have specs of their own in ../certificates.
import { describe, expect, test } from '@jest/globals';
import { madePem, summer2026 } from '../../test/certificates/made.js';
import { VirtualStation } from '../../test/virtual-station.js';

function booted(): VirtualStation {
  const csms = new VirtualStation({ configuration: { SecurityProfile: '1' } });
  csms.now = summer2026;
  return csms.boot();
}

const answer = (csms: VirtualStation, action: string, payload: object) => csms.call(action, payload)?.[2];
const certificateType = 'CentralSystemRootCertificate';

describe('security whitepaper M03 to M05', () => {
  test('install, list, delete; all over a restart', () => {
    const csms = booted();
    expect(answer(csms, 'GetInstalledCertificateIds', { certificateType })).toEqual({ status: 'NotFound' });
    expect(answer(csms, 'InstallCertificate', { certificateType, certificate: madePem('root') })).toEqual({
      status: 'Accepted',
    });
    const later = csms.restored();
    const listed = answer(later, 'GetInstalledCertificateIds', { certificateType }) as {
      certificateHashData: object[];
    };
    expect(listed.certificateHashData).toHaveLength(1);
    const [certificateHashData] = listed.certificateHashData;
    expect(answer(later, 'DeleteCertificate', { certificateHashData })).toEqual({ status: 'Accepted' });
    expect(answer(later, 'DeleteCertificate', { certificateHashData })).toEqual({ status: 'NotFound' });
  });

  test('what is no certificate is Rejected, and told as a security event', () => {
    const csms = booted();
    expect(answer(csms, 'InstallCertificate', { certificateType, certificate: 'nonsense' })).toEqual({
      status: 'Rejected',
    });
    expect(csms.callsOf('SecurityEventNotification').at(-1)!.payload['type']).toBe('InvalidCentralSystemCertificate');
  });
});

describe('security whitepaper A02', () => {
  test('ExtendedTriggerMessage brings a SignCertificate; a certificate for another key is Rejected', () => {
    const csms = booted();
    const requestedMessage = 'SignChargePointCertificate';
    expect(answer(csms, 'ExtendedTriggerMessage', { requestedMessage })).toEqual({ status: 'Accepted' });
    expect(csms.callsOf('SignCertificate')[0]!.payload['csr']).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----/);
    expect(answer(csms, 'CertificateSigned', { certificateChain: madePem('station') })).toEqual({ status: 'Rejected' });
    expect(csms.callsOf('SecurityEventNotification').at(-1)!.payload['type']).toBe('InvalidChargePointCertificate');
  });
});

describe('security whitepaper L01 SignedUpdateFirmware', () => {
  const update = (csms: VirtualStation) =>
    answer(csms, 'SignedUpdateFirmware', {
      requestId: 5,
      firmware: {
        location: 'https://files.example/fw-9.9.9.bin',
        retrieveDateTime: csms.iso(),
        signingCertificate: madePem('signer-ec'),
        signature: 'AAAA',
      },
    });
  const trusting = (): VirtualStation => {
    const csms = booted();
    const certificate = madePem('rsa');
    answer(csms, 'InstallCertificate', { certificateType: 'ManufacturerRootCertificate', certificate });
    return csms;
  };
  const statuses = (csms: VirtualStation) =>
    csms.callsOf('SignedFirmwareStatusNotification').map(({ payload }) => payload);

  test('a signing certificate that no manufacturer root vouches for is InvalidCertificate', () => {
    const csms = booted();
    expect(update(csms)).toEqual({ status: 'InvalidCertificate' });
    csms.advance(60);
    expect(statuses(csms)).toEqual([]);
  });

  test('a trusted one: through all its states, with the request id, to the new version', () => {
    const csms = trusting();
    expect(update(csms)).toEqual({ status: 'Accepted' });
    csms.advance(60);
    const names = ['Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallRebooting', 'Installed'];
    expect(statuses(csms)).toEqual(names.map((status) => ({ status, requestId: 5 })));
    expect(csms.callsOf('BootNotification').at(-1)!.payload['firmwareVersion']).toBe('9.9.9');
    expect(csms.callsOf('SecurityEventNotification').map(({ payload }) => payload['type'])).toContain(
      'FirmwareUpdated',
    );
  });

  test('a wrong signature (a fault on purpose) ends it, and is told', () => {
    const csms = trusting();
    csms.input({ type: 'jobFaultSet', fault: 'InvalidSignature' });
    update(csms);
    csms.advance(60);
    expect(statuses(csms).at(-1)).toEqual({ status: 'InvalidSignature', requestId: 5 });
    expect(csms.station.firmwareVersion).toBe('1.0.0');
  });

  test('a second request takes the place of the first', () => {
    const csms = trusting();
    update(csms);
    expect(update(csms)).toEqual({ status: 'AcceptedCanceled' });
  });
});
