/** What the process ends with. The texts are shown by `--help`. */
export const exitCodes = {
  done: { code: 0, meaning: 'done as asked' },
  failed: { code: 1, meaning: 'an unexpected failure' },
  wrongArguments: { code: 2, meaning: 'wrong arguments, or a file that cannot be used; nothing has run' },
  notConnected: {
    code: 3,
    meaning: 'the CSMS could not be reached, or it did not accept the station (of a fleet: all of them)',
  },
  notCharged: { code: 4, meaning: 'charging did not begin, or ended before its time' },
  notSettled: { code: 5, meaning: 'the CSMS has not confirmed the end of the transaction' },
  scenarioFailed: { code: 6, meaning: 'a scenario failed' },
  deviated: { code: 7, meaning: 'a station deviated from its capture' },
  interrupted: { code: 130, meaning: 'interrupted (143: terminated); a running transaction was stopped properly' },
  terminated: { code: 143, meaning: '' },
} as const;

/** Ends the program with one line for a person. */
export class ExitError extends Error {
  readonly exitCode: number;

  constructor(kind: keyof typeof exitCodes, message: string) {
    super(message);
    this.exitCode = exitCodes[kind].code;
  }
}
