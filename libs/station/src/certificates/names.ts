import { bytesToHex } from '@noble/curves/utils.js';
import { DerError, type Element, expectTag, readChildren, readOid, tag } from './der.js';

/** A distinguished name from the general to the specific: parts, of which each has one attribute, seldom more. */
export type Name = { type: string; value: string }[][];

const shortNames: Record<string, string> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

export function readName(element: Element): Name {
  return readChildren(expectTag(element, tag.sequence)).map((part) =>
    readChildren(expectTag(part, tag.set)).map((attribute) => {
      const [type, value] = readChildren(expectTag(attribute, tag.sequence));
      const id = readOid(type);
      if (!value) throw new DerError('an attribute has no value');
      return { type: shortNames[id] ?? id, value: readText(value) };
    }),
  );
}

/** As people read it, most specific part first (RFC 4514 §2). */
export function formatName(name: Name): string {
  return name
    .toReversed()
    .map((part) => part.map(({ type, value }) => `${type}=${escapeValue(value)}`).join('+'))
    .join(',');
}

/** The most specific attribute of this type. */
export function nameAttribute(name: Name, type: 'CN' | 'O'): string | null {
  return name.flat().findLast((attribute) => attribute.type === type)?.value ?? null;
}

/** DirectoryString (RFC 5280 §4.1.2.4) and IA5String; anything else as hex (RFC 4514 §2.4). */
function readText({ tag: type, content, encoded }: Element): string {
  switch (type) {
    case tag.utf8String:
      try {
        return decodeURIComponent(bytesToHex(content).replaceAll(/../g, '%$&'));
      } catch {
        throw new DerError('not UTF-8');
      }
    case 0x13: // PrintableString
    case 0x14: // TeletexString, which everybody fills with Latin-1
    case 0x16: // IA5String
      return codePoints(content, 1);
    case 0x1c: // UniversalString
      return codePoints(content, 4);
    case 0x1e: // BMPString
      return codePoints(content, 2);
    default:
      return `#${bytesToHex(encoded)}`;
  }
}

function codePoints(content: Uint8Array, width: number): string {
  const points = Array.from({ length: content.length / width }, (_, index) =>
    content.subarray(index * width, (index + 1) * width).reduce((point, byte) => point * 256 + byte, 0),
  );
  if (content.length % width !== 0 || points.some((point) => point > 0x10ffff)) throw new DerError('text');
  return String.fromCodePoint(...points);
}

function escapeValue(value: string): string {
  return value.replaceAll(/[",+;<>\\]|^[ #]| $/g, String.raw`\$&`);
}
