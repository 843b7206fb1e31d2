/** What goes wrong with frames on purpose, each drawn from the station's seed. Probabilities are 0 to 1. */
export interface WireFaults {
  /** Delay of every frame the station sends. */
  latencyMs: number;
  /** Up to this much more, evenly distributed. */
  jitterMs: number;
  /** The frame never leaves. */
  drop: number;
  /** The frame leaves twice. */
  duplicate: number;
  /** The frame is overtaken by the next one. */
  reorder: number;
  /** A frame of the CSMS never arrives. Default 0. */
  dropReceived?: number;
  /** A frame of the CSMS arrives twice. Default 0. */
  duplicateReceived?: number;
  /** A CALL of the CSMS gets no answer. */
  noReply: number;
  /** The text is cut, so that it is no JSON. */
  malformedJson: number;
  /** A field of the payload is removed or gets a wrong type. */
  schemaViolation: number;
  /** An answer carries another message id. */
  wrongMessageId: number;
}

/** A frame held back by latency or reordering. */
export interface HeldFrame {
  at: number;
  text: string;
  messageId: string;
  messageType: 2 | 3 | 4;
  action: string;
  cause: string;
}
