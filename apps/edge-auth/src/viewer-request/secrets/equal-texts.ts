import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in a time that tells nothing about the texts. */
export function equalTexts(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(a, b);
}
