export const EVENT_TYPES = ['connection', 'status', 'transaction', 'meter', 'command', 'message'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export interface NewEvent {
  type: EventType;
  stationId: string;
  at: Date;
  data: object;
}

export interface LiveEvent extends NewEvent {
  /** Counts the events of all replicas; null: it could not be counted, and is told once, to who listens here. */
  sequence: number | null;
}

/** Of each type: a flood of messages must not push the transactions out. */
export const REMEMBERED_PER_TYPE = 5000;
