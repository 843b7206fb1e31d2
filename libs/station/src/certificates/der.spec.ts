import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DerError, readChildren, readCount, readElement, readOid, readTime, tag, writeElement } from './der.js';

const element = (hex: string) => readElement(Uint8Array.from(Buffer.from(hex, 'hex')));
const text = (type: number, value: string) => readElement(writeElement(type, Buffer.from(value, 'latin1')));

describe('DER elements (X.690 §8, §10)', () => {
  test('are read as they were written, of any length', () => {
    for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
      const content = new Uint8Array(length).fill(7);
      const read = readElement(writeElement(tag.octetString, content));
      expect(read.tag).toBe(tag.octetString);
      expect(read.content).toEqual(content);
    }
  });

  test('children come in order', () => {
    const parent = element('3006020101020102');
    expect(readChildren(parent).map(readCount)).toEqual([1, 2]);
  });

  test.each([
    ['nothing', ''],
    ['no length', '30'],
    ['content cut off', '300201'],
    ['more behind it', '020101ff'],
    ['the indefinite length of BER', '30800000'],
    ['a length that fits into fewer bytes', '0481050102030405'],
    ['a length with a zero in front', '048200ff'],
    ['a length of five bytes', '04850000000001ff'],
    ['a tag number above 30', '1f2000'],
  ])('refused: %s', (_title, hex) => {
    expect(() => element(hex)).toThrow(DerError);
  });

  test('any bytes are an element or a DerError', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        try {
          readChildren(readElement(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(DerError);
        }
      }),
    );
  });
});

describe('DER values', () => {
  test.each([
    ['06082a8648ce3d030107', '1.2.840.10045.3.1.7'],
    ['0603550403', '2.5.4.3'],
    ['06028837', '2.999'],
    ['060127', '0.39'],
    ['06012b', '1.3'],
  ])('object identifier %s is %s', (hex, expected) => {
    expect(readOid(element(hex))).toBe(expected);
  });

  test.each(['0600', '060180', '0201ff', '020500ffffffff'])('refused: %s', (hex) => {
    expect(() => (hex.startsWith('06') ? readOid(element(hex)) : readCount(element(hex)))).toThrow(DerError);
  });

  test.each([
    [tag.utcTime, '490101000000Z', Date.UTC(2049, 0, 1)],
    [tag.utcTime, '500101000000Z', Date.UTC(1950, 0, 1)],
    [tag.utcTime, '280229235959Z', Date.UTC(2028, 1, 29, 23, 59, 59)],
    [tag.generalizedTime, '99991231235959Z', Date.UTC(9999, 11, 31, 23, 59, 59)],
  ])('time %p %s (RFC 5280 §4.1.2.5)', (type, value, expected) => {
    expect(readTime(text(type, value))).toBe(expected);
  });

  test.each([
    [tag.utcTime, '2601010000Z'],
    [tag.utcTime, '260101000000+0100'],
    [tag.utcTime, '261301000000Z'],
    [tag.utcTime, '270229000000Z'],
    [tag.generalizedTime, '20260101000000.5Z'],
    [tag.integer, '260101000000Z'],
  ])('no time: %p %s', (type, value) => {
    expect(() => readTime(text(type, value))).toThrow(DerError);
  });
});
