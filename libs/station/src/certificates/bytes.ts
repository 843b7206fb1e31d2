export function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

export function containsBytes(whole: Uint8Array, part: Uint8Array): boolean {
  for (let start = 0; start + part.length <= whole.length; start++) {
    if (equalBytes(whole.subarray(start, start + part.length), part)) return true;
  }
  return false;
}

/** Without leading zeros; zero is '0'. */
export function hexNumber(hex: string): string {
  return hex.toLowerCase().replace(/^0+(?=.)/, '');
}
