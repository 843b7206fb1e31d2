/** What the CSMS said about a tag (OCPP 1.6 §7.27 IdTagInfo). */
export interface TagInfo {
  status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx';
  /** Epoch milliseconds of the CSMS's clock; null: never. */
  expiresAt: number | null;
  parentIdTag: string | null;
  /** As the CSMS sent it; absent in what an older release stored. */
  idTag?: string;
}

/** OCPP 1.6 §3.5.1 cache, §3.5.2 local list. Null until there is anything. */
export interface AuthorizationData {
  /** By idTag in lower case, as in the local list: an idTag is a CiString (§7.28). Oldest first. */
  cache: Record<string, TagInfo> | null;
  localList: { version: number; entries: Record<string, TagInfo> } | null;
}

export interface Reservation {
  reservationId: number;
  /** 0: any connector. */
  connectorId: number;
  idTag: string;
  parentIdTag: string | null;
  expiresAt: number;
}
