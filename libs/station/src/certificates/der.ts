// DER (X.690), as much as X.509 and PKCS#10 use. Written here because the ASN.1 libraries weigh more than all the rest of this folder
// with its curves, and give names back re-encoded where hashes need the very bytes. Readers throw DerError; certificate.ts makes it a value.
import { concatBytes } from '@noble/curves/utils.js';

export class DerError extends Error {}

export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Of an explicit or constructed implicit [n]. */
export const contextTag = (number: number): number => 0xa0 + number;

export interface Element {
  tag: number;
  content: Uint8Array;
  /** Header and content. */
  encoded: Uint8Array;
}

/** The one element that these bytes are; nothing may follow it. */
export function readElement(bytes: Uint8Array): Element {
  const element = readFirst(bytes);
  if (element.encoded.length !== bytes.length) throw new DerError('bytes follow the element');
  return element;
}

export function readChildren(parent: Element): Element[] {
  const children: Element[] = [];
  for (let rest = parent.content; rest.length > 0; rest = rest.subarray(children.at(-1)?.encoded.length)) {
    children.push(readFirst(rest));
  }
  return children;
}

/** The element, if it is there and of this type. */
export function expectTag(element: Element | undefined, expected: number): Element {
  if (element?.tag !== expected) throw new DerError(`tag ${element?.tag} where ${expected} is expected`);
  return element;
}

function readFirst(bytes: Uint8Array): Element {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) throw new DerError('the header is cut off');
  if ((first & 0x1f) === 0x1f) throw new DerError('tag numbers above 30 are not used');
  let header = 2;
  let length = second;
  if (second >= 0x80) {
    // 0x80 alone is the indefinite length of BER. Four bytes are more than any message holds.
    const size = second & 0x7f;
    const digits = bytes.subarray(2, 2 + size);
    if (size === 0 || size > 4 || digits.length < size) throw new DerError('length');
    length = digits.reduce((value, byte) => value * 256 + byte, 0);
    if (length < 0x80 || digits[0] === 0) throw new DerError('the length is not the shortest');
    header += size;
  }
  if (header + length > bytes.length) throw new DerError('the content is cut off');
  return { tag: first, content: bytes.subarray(header, header + length), encoded: bytes.subarray(0, header + length) };
}

/** In dots, as in 1.2.840. */
export function readOid(element: Element | undefined): string {
  const { content } = expectTag(element, tag.oid);
  if (content.length === 0 || (content.at(-1) ?? 0) >= 0x80) throw new DerError('object identifier');
  const numbers: bigint[] = [];
  let value = 0n;
  for (const byte of content) {
    value = (value << 7n) | BigInt(byte & 0x7f);
    if (byte >= 0x80) continue;
    numbers.push(value);
    value = 0n;
  }
  const [head = 0n, ...others] = numbers;
  const first = head < 80n ? head / 40n : 2n;
  return [first, head - 40n * first, ...others].join('.');
}

/** A small, not negative number. */
export function readCount(element: Element | undefined): number {
  const { content } = expectTag(element, tag.integer);
  if (content.length === 0 || content.length > 4 || (content[0] ?? 0) >= 0x80) throw new DerError('number');
  return content.reduce((value, byte) => value * 256 + byte, 0);
}

export function readBoolean(element: Element | undefined): boolean {
  const { content } = expectTag(element, tag.boolean);
  if (content.length !== 1) throw new DerError('boolean');
  return content[0] !== 0;
}

/** Whole bytes, as keys and signatures are. */
export function readBitString(element: Element | undefined): Uint8Array {
  const { content } = expectTag(element, tag.bitString);
  if (content[0] !== 0) throw new DerError('bit string');
  return content.subarray(1);
}

/** UTCTime or GeneralizedTime as RFC 5280 §4.1.2.5 allows them: to the second, in UTC. Epoch ms. */
export function readTime(element: Element | undefined): number {
  const isShort = element?.tag === tag.utcTime;
  const { content } = expectTag(element, isShort ? tag.utcTime : tag.generalizedTime);
  const text = String.fromCharCode(...content);
  if (!/^\d+Z$/.test(text) || text.length !== (isShort ? 13 : 15)) throw new DerError('time');
  const digits = isShort ? `${text < '50' ? '20' : '19'}${text}` : text;
  const iso = digits.replace(/(....)(..)(..)(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6.000Z');
  const time = Date.parse(iso);
  if (Number.isNaN(time) || new Date(time).toISOString() !== iso) throw new DerError('time');
  return time;
}

export function writeElement(type: number, ...contents: Uint8Array[]): Uint8Array {
  const content = concatBytes(...contents);
  const digits: number[] = [];
  for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  const length = content.length < 0x80 ? [content.length] : [0x80 + digits.length, ...digits];
  return concatBytes(Uint8Array.of(type, ...length), content);
}

/** UTF-8 without TextEncoder, which is the platform's; half a surrogate pair becomes U+FFFD. */
export function writeUtf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text.replaceAll(/[\ud800-\udfff]/gu, '\ufffd'));
  const letters = escaped.match(/%..|./g) ?? [];
  const bytes = letters.map((letter) => (letter.length === 3 ? parseInt(letter.slice(1), 16) : letter.charCodeAt(0)));
  return writeElement(tag.utf8String, Uint8Array.from(bytes));
}
