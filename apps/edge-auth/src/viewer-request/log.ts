/** One line of JSON. Never give it a token, a cookie, a code, a key or a query. */
export function log(event: string, facts: Readonly<Record<string, string | number>> = {}): void {
  process.stdout.write(`${JSON.stringify({ event, ...facts })}\n`);
}

/** What went wrong, as far as it may be written down: messages of ours and of libraries, cut short. */
export const reasonOf = (error: unknown): string => {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const cause = (error as { cause?: { code?: unknown } }).cause?.code;
  return [code, cause, message]
    .filter((part) => typeof part === 'string')
    .join(' ')
    .slice(0, 200);
};
