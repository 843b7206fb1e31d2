// Numbers that people type. Pure.

export interface NumberRange {
  min: number;
  max: number;
  /** True: no fractions. */
  whole?: boolean;
}

/** What is wrong with this text as a number; null: nothing. Comma and point both part the decimals. */
export function numberProblem(text: string, { min, max, whole = false }: NumberRange): string | null {
  const value = readNumber(text);
  if (Number.isNaN(value)) return 'Type a number';
  if (whole && !Number.isInteger(value)) return 'Type a whole number';
  if (value < min || value > max) return `Must be ${min} to ${max}`;
  return null;
}

/** NaN: it is none. */
export function readNumber(text: string): number {
  const trimmed = text.trim().replace(',', '.');
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(trimmed) ? Number(trimmed) : NaN;
}
