import { describe, expect, it } from '@jest/globals';
import { createStation, defaultStationConfig } from '@simulator/station';
import type { Station } from '@simulator/station';
import type { StationDefinition } from '@simulator/station-runner/browser';
import { closeCodeMeaning } from './close-codes.js';
import { addressOf, reportFailure } from './failure.js';
import type { FailureContext } from './failure.js';
import { connectionStatus, registrationNotice } from './status.js';

const now = Date.UTC(2026, 0, 1);
const definition = (csmsUrl: string): StationDefinition => ({
  key: 'k',
  name: 'n',
  csmsUrl,
  config: defaultStationConfig('CP 1', 1),
});

function station(connection: Partial<Station['connection']>, rest: Partial<Station> = {}): Station {
  const made = createStation(defaultStationConfig('CP 1', 1), now);
  return { ...made, ...rest, connection: { ...made.connection, ...connection } };
}

function context(changes: Partial<FailureContext> & Pick<FailureContext, 'station'>): FailureContext {
  return {
    definition: definition('wss://csms.example/ocpp'),
    now,
    page: { protocol: 'https:', origin: 'https://simulator.example', online: true },
    ...changes,
  };
}

const refused = { at: now, code: 1006, reason: '', wasOpen: false };

describe('a failed connection', () => {
  it('is none while connected or on the first attempt', () => {
    expect(reportFailure(context({ station: station({ state: 'open', lastFailure: refused }) }))).toBeNull();
    expect(reportFailure(context({ station: station({ state: 'connecting', lastFailure: null }) }))).toBeNull();
  });

  it('keeps what is known apart from what is guessed', () => {
    const waiting = station({ state: 'waiting', attempts: 3, retryAt: now + 4000, lastFailure: refused });
    const report = reportFailure(context({ station: waiting }));
    expect(report?.headline).toBe('csms.example could not be reached');
    expect(report?.known.join('\n')).toContain('1006');
    expect(report?.known.join('\n')).toContain('3 attempts');
    expect(report?.known.join('\n')).toContain('wss://csms.example/ocpp/CP%201');
    expect(report?.possibleCauses.join('\n')).toContain('certificate');
    expect(report?.remedies.join('\n')).toContain('https://csms.example/ocpp');
  });

  it('never blames a certificate for ws://, and names mixed content first', () => {
    const waiting = station({ state: 'waiting', attempts: 1, lastFailure: refused });
    const report = reportFailure(context({ station: waiting, definition: definition('ws://csms.example/ocpp') }));
    expect(report?.possibleCauses[0]).toContain('https');
    expect(report?.possibleCauses.join('\n')).not.toContain('certificate');
    expect(report?.possibleCauses.join('\n')).toContain('csms.example does not resolve');
    const byNumber = reportFailure(context({ station: waiting, definition: definition('ws://10.0.0.5/ocpp') }));
    expect(byNumber?.possibleCauses.join('\n')).not.toContain('resolve');
  });

  it('passes on the reason that a server gave', () => {
    const lastFailure = { at: now, code: 1008, reason: 'unknown station', wasOpen: true };
    const report = reportFailure(context({ station: station({ state: 'waiting', attempts: 1, lastFailure }) }));
    expect(report?.headline).toBe('csms.example closed the connection');
    expect(report?.known.join('\n')).toContain('“unknown station”');
  });

  it('counts the messages that wait', () => {
    const waiting = station({ state: 'off' });
    waiting.transactionMessages = [{} as never, {} as never];
    expect(reportFailure(context({ station: waiting }))?.known.join()).toContain('2 messages wait');
  });

  it('says so when the computer is offline or the demo is over', () => {
    const waiting = station({ state: 'waiting', attempts: 1, lastFailure: refused });
    const page = { protocol: 'http:', origin: 'http://localhost:3000', online: false };
    expect(reportFailure(context({ station: waiting, page }))?.possibleCauses.join()).toContain('no network');
    const demo = { ...definition('ws://localhost:3000/ocpp'), demo: { idTag: 'T', expiresAt: '2025-12-31T00:00:00Z' } };
    const report = reportFailure(context({ station: waiting, definition: demo, page: { ...page, online: true } }));
    expect(report?.possibleCauses.join()).toContain('expired');
  });

  it('never shows a password', () => {
    expect(addressOf(definition('wss://CP:s3cret@csms.example/ocpp/'))).toBe('wss://CP:••••@csms.example/ocpp/CP%201');
  });

  it('has words for every close code', () => {
    for (const code of [1000, 1006, 1008, 1015, 3001, 4003, 999]) expect(closeCodeMeaning(code)).not.toBe('');
  });
});

describe('the connection pill', () => {
  it.each<[Partial<Station['connection']>, Partial<Station>, string]>([
    [{ state: 'open' }, { registration: 'accepted', latencyMs: 12.3 }, 'Connected · ocpp1.6 · 12 ms'],
    [{ state: 'open' }, { registration: 'pending' }, 'Connected · ocpp1.6 · boot pending'],
    [{ state: 'waiting', retryAt: now + 3900 }, {}, 'No connection · next try in 4 s'],
    [{ state: 'connecting', attempts: 0 }, {}, 'Connecting…'],
    [{ state: 'off' }, {}, 'Offline · switched off'],
  ])('%j %j', (connection, rest, words) => {
    expect(connectionStatus(station(connection, rest), now).text).toBe(words);
  });

  it('says when a pending or rejected station asks again (OCPP 1.6 §4.2)', () => {
    const pending = station({ state: 'open' }, { registration: 'pending', bootAt: now + 30_000 });
    expect(registrationNotice(pending, now)?.text).toContain('in 30 s');
    const rejected = station({ state: 'open' }, { registration: 'rejected', bootAt: now + 90_000 });
    expect(registrationNotice(rejected, now)?.headline).toContain('rejected');
    expect(registrationNotice(station({ state: 'open' }, { registration: 'accepted' }), now)).toBeNull();
  });
});
