import { describe, expect, test } from '@jest/globals';
import { VirtualStation } from '../../test/virtual-station.js';

const booted = (configuration: Record<string, string> = {}): VirtualStation =>
  new VirtualStation({ configuration: { MeterValueSampleInterval: '0', ...configuration } }).boot();

const statusesOf = (csms: VirtualStation, action: string) =>
  csms.callsOf(action).map(({ payload }) => payload['status']);

describe('OCPP 1.6 §5.19 UpdateFirmware', () => {
  const update = (csms: VirtualStation, changes: object = {}): void => {
    csms.call('UpdateFirmware', {
      location: 'https://files.example/fw-2.3.0.bin',
      retrieveDate: csms.iso(),
      ...changes,
    });
  };

  test('runs through its states, reboots, and reports the new version at the boot', () => {
    const csms = booted();
    update(csms);
    csms.advance(60);
    expect(statusesOf(csms, 'FirmwareStatusNotification')).toEqual([
      'Downloading',
      'Downloaded',
      'Installing',
      'Installed',
    ]);
    expect(csms.callsOf('BootNotification').map(({ payload }) => payload['firmwareVersion'])).toEqual([
      '1.0.0',
      '2.3.0',
    ]);
    const after = csms.calls.filter(({ action }) => /Boot|Firmware/.test(action)).map(({ action }) => action);
    expect(after.slice(-2)).toEqual(['BootNotification', 'FirmwareStatusNotification']);
  });

  test('waits for retrieveDate, and for transactions to end before it installs', () => {
    const csms = booted();
    csms.plug();
    csms.tag();
    update(csms, { retrieveDate: new Date(csms.now + 100_000).toISOString() });
    csms.advance(99);
    expect(statusesOf(csms, 'FirmwareStatusNotification')).toEqual([]);
    csms.advance(120);
    expect(statusesOf(csms, 'FirmwareStatusNotification')).toEqual(['Downloading', 'Downloaded']);
    csms.tag();
    csms.advance(60);
    expect(statusesOf(csms, 'FirmwareStatusNotification').slice(2)).toEqual(['Installing', 'Installed']);
  });

  test('a download that fails is retried as often as asked, at the interval', () => {
    const csms = booted();
    update(csms, { location: 'gopher://files.example/fw.bin', retries: 2, retryInterval: 30 });
    csms.advance(300);
    const failed = csms
      .callsOf('FirmwareStatusNotification')
      .filter(({ payload }) => payload['status'] === 'DownloadFailed');
    expect(failed).toHaveLength(3);
    expect(failed[1]!.at - failed[0]!.at).toBe(38_000);
    expect(csms.station.firmwareVersion).toBe('1.0.0');
  });

  test('an installation that fails leaves the old version running', () => {
    const csms = booted();
    csms.input({ type: 'jobFaultSet', fault: 'InstallationFailed' });
    update(csms);
    csms.advance(60);
    expect(statusesOf(csms, 'FirmwareStatusNotification').at(-1)).toBe('InstallationFailed');
    expect(csms.callsOf('BootNotification')).toHaveLength(1);
  });
});

describe('OCPP 1.6 §5.9 GetDiagnostics', () => {
  test('names a file, uploads it, and reports both ends', () => {
    const csms = booted();
    const answer = csms.call('GetDiagnostics', { location: 'ftp://files.example/in' })?.[2] as { fileName: string };
    expect(answer.fileName).toMatch(/^diagnostics-CS-1-.*\.log$/);
    csms.advance(30);
    expect(statusesOf(csms, 'DiagnosticsStatusNotification')).toEqual(['Uploading', 'Uploaded']);
  });

  test('a failing upload is retried', () => {
    const csms = booted();
    csms.input({ type: 'jobFaultSet', fault: 'UploadFailed' });
    csms.call('GetDiagnostics', { location: 'ftp://files.example/in', retries: 1, retryInterval: 10 });
    csms.advance(60);
    expect(statusesOf(csms, 'DiagnosticsStatusNotification')).toEqual([
      'Uploading',
      'UploadFailed',
      'Uploading',
      'UploadFailed',
    ]);
  });
});

describe('security whitepaper §4.4 GetLog', () => {
  const getLog = (csms: VirtualStation, requestId: number) =>
    csms.call('GetLog', {
      logType: 'SecurityLog',
      requestId,
      log: { remoteLocation: 'https://files.example/in' },
    })?.[2];

  test('carries the requestId; a second request takes the place of the first', () => {
    const csms = booted();
    expect(getLog(csms, 11)).toMatchObject({ status: 'Accepted' });
    expect(getLog(csms, 12)).toMatchObject({ status: 'AcceptedCanceled' });
    csms.advance(30);
    expect(csms.callsOf('LogStatusNotification').map(({ payload }) => payload)).toEqual([
      { status: 'Uploading', requestId: 11 },
      { status: 'Uploading', requestId: 12 },
      { status: 'Uploaded', requestId: 12 },
    ]);
  });
});

describe('OCPP 1.6 §5.17 TriggerMessage', () => {
  const trigger = (csms: VirtualStation, requestedMessage: string, connectorId?: number) => {
    csms.calls.length = 0;
    const answer = csms.call('TriggerMessage', { requestedMessage, ...(connectorId !== undefined && { connectorId }) });
    return [(answer?.[2] as { status: string }).status, csms.actions()];
  };

  test('every message it can ask for', () => {
    const csms = booted();
    expect(trigger(csms, 'Heartbeat')).toEqual(['Accepted', ['Heartbeat']]);
    expect(trigger(csms, 'BootNotification')).toEqual(['Accepted', expect.arrayContaining(['BootNotification'])]);
    expect(trigger(csms, 'StatusNotification', 1)).toEqual(['Accepted', ['StatusNotification']]);
    expect(trigger(csms, 'StatusNotification')).toEqual(['Accepted', Array(3).fill('StatusNotification')]);
    expect(trigger(csms, 'MeterValues', 1)).toEqual(['Accepted', ['MeterValues']]);
    expect(trigger(csms, 'FirmwareStatusNotification')).toEqual(['Accepted', ['FirmwareStatusNotification']]);
    expect(trigger(csms, 'DiagnosticsStatusNotification')).toEqual(['Accepted', ['DiagnosticsStatusNotification']]);
    expect(csms.callsOf('DiagnosticsStatusNotification')[0]!.payload).toEqual({ status: 'Idle' });
  });

  test('MeterValues of a transaction carry its id and the context Trigger', () => {
    const csms = booted();
    csms.plug();
    csms.tag();
    trigger(csms, 'MeterValues', 1);
    const { payload } = csms.callsOf('MeterValues')[0]!;
    expect(payload['transactionId']).toBe(1001);
    expect(JSON.stringify(payload)).toContain('"context":"Trigger"');
  });

  test('an unknown connector is Rejected', () => {
    expect(trigger(booted(), 'StatusNotification', 9)).toEqual(['Rejected', []]);
  });

  test('§4.2: while the registration is pending it brings the BootNotification forward', () => {
    const csms = new VirtualStation();
    csms.answers['BootNotification'] = () => ({ status: 'Pending', currentTime: csms.iso(), interval: 600 });
    csms.boot();
    expect(trigger(csms, 'BootNotification')).toEqual(['Accepted', ['BootNotification']]);
  });
});

describe('security events (whitepaper §4.2)', () => {
  test('from security profile 1 on: told for certain, after a reconnect too; never without a profile', () => {
    const csms = booted({ SecurityProfile: '1' });
    expect(csms.callsOf('SecurityEventNotification').map(({ payload }) => payload['type'])).toEqual([
      'StartupOfTheDevice',
    ]);
    csms.call('Reset', { type: 'Hard' });
    csms.advance(10);
    expect(
      csms
        .callsOf('SecurityEventNotification')
        .map(({ payload }) => payload['type'])
        .slice(1),
    ).toEqual(['ResetOrReboot', 'StartupOfTheDevice']);
    expect(booted().callsOf('SecurityEventNotification')).toEqual([]);
  });

  test('a CSMS that does not know them holds up no transaction', () => {
    const csms = new VirtualStation({ configuration: { SecurityProfile: '1' } });
    csms.answers['SecurityEventNotification'] = () => ({ error: 'NotImplemented' });
    csms.boot();
    csms.plug();
    csms.tag();
    expect(csms.callsOf('StartTransaction')).toHaveLength(1);
  });
});

test('OCPP 1.6 §5.6 DataTransfer: an unknown vendor and an unknown message are named; echo gives the data back', () => {
  const csms = booted();
  const transfer = (payload: object) => csms.call('DataTransfer', payload)?.[2];
  expect(transfer({ vendorId: 'Else' })).toEqual({ status: 'UnknownVendorId' });
  expect(transfer({ vendorId: 'Simulator', messageId: 'x' })).toEqual({ status: 'UnknownMessageId' });
  expect(transfer({ vendorId: 'Simulator', messageId: 'echo', data: 'hi' })).toEqual({
    status: 'Accepted',
    data: 'hi',
  });
});
