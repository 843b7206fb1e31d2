/** Something that the operator has to mend; its message is one line and says what. */
export class SynthError extends Error {}
