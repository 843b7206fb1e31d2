import type { Name } from '@peculiar/asn1-x509';

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

/** As people read it, most specific part first (RFC 4514 §2). */
export function formatName(name: Name): string {
  return [...name]
    .reverse()
    .map((part) => [...part].map(({ type, value }) => `${shortNames[type] ?? type}=${escapeValue(value.toString())}`))
    .map((part) => part.join('+'))
    .join(',');
}

/** The last attribute of this type: a name reads from the general to the specific. */
export function nameAttribute(name: Name, type: 'CN' | 'O'): string | null {
  const attributes = [...name].flatMap((part) => [...part]);
  return attributes.findLast((attribute) => shortNames[attribute.type] === type)?.value.toString() ?? null;
}

function escapeValue(value: string): string {
  return value.replaceAll(/[",+;<>\\]|^[ #]| $/g, String.raw`\$&`);
}
