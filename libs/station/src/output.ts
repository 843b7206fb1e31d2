// What the shell must do, in this order.

/** A part of the state that is stored on its own: `persistedPart` reads it, `restoreStation` takes it back. */
export type StatePart = 'station' | 'queue' | 'authorization' | 'profiles' | 'certificates' | `connector:${number}`;

export type StationOutput =
  /** Open the WebSocket to the CSMS, offering this subprotocol. */
  | { type: 'openConnection'; subprotocol: string }
  | { type: 'closeConnection'; code: number; reason: string }
  | {
      type: 'sendFrame';
      text: string;
      messageId: string;
      /** 2 CALL, 3 CALLRESULT, 4 CALLERROR */
      messageType: 2 | 3 | 4;
      action: string;
      /** Why it is sent, in words: "plug in", "MeterValueSampleInterval". */
      cause: string;
    }
  /** This part of the state changed for good. Several in a row may be stored once. */
  | { type: 'persist'; part: StatePart }
  | { type: 'log'; level: 'debug' | 'info' | 'warn' | 'error'; message: string };
