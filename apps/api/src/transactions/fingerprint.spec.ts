import { hash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fingerprintOf } from './fingerprint.js';
import type { Sample } from './sample.js';

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\w .:-]{0,20}$/));
const moment = fc.date({
  noInvalidDate: true,
  min: new Date('1000-01-01T00:00:00Z'),
  max: new Date('9999-01-01T00:00:00Z'),
});
const sample: fc.Arbitrary<Sample> = fc.record({
  sampledAt: moment,
  measurand: text,
  phase: fc.option(text),
  location: text,
  context: text,
  unit: fc.option(text),
  format: text,
  value: text,
});

test('it is the hash of the message as JSON: a message that was stored by any version is known again', () => {
  const origin = fc.record({ stationId: text, connectorId: fc.nat(), transactionId: fc.option(fc.nat()) });
  fc.assert(
    fc.property(origin, fc.array(sample), ({ stationId, connectorId, transactionId }, samples) => {
      const firstAt = samples[0]?.sampledAt.getTime() ?? 0;
      const json = JSON.stringify([stationId, connectorId, transactionId, samples]);
      const expected = `${firstAt.toString(36).padStart(9, '0')}${hash('sha1', json, 'base64url').slice(0, 24)}`;
      const of = { stationId, connectorId, transactionId, receivedAt: new Date() };
      expect(fingerprintOf(of, samples)).toBe(expected);
    }),
  );
});
