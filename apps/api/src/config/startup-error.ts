/** A reason not to start that the operator can mend: printed as one line, exit code 1, no stack. */
export class StartupError extends Error {
  override name = 'StartupError';
}

/** Ends the process the way a person at a terminal wants it: one line for what they can mend, a stack for our own bugs. */
export function exitWithError(error: unknown): never {
  const text = error instanceof StartupError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
