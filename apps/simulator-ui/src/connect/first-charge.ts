// "Try it now": once the CSMS has accepted the station, a car is plugged in and a card presented. Each is done once; whatever
// a person does in the meantime goes first.
import type { PlugIn, Station, StationInput } from '@simulator/station';
import type { StationFeed } from '../station/station-feed.js';

export interface FirstCharge {
  connectorId: number;
  plugIn: PlugIn;
  idTag: string;
}

export interface FirstChargeProgress {
  plugged: boolean;
  /** The car was seen at the connector: a snapshot may be older than the input that it follows. */
  carSeen: boolean;
  tagPresented: boolean;
}

/** What comes next, given what was done; `done` when it charges or cannot go on, null to wait. */
export function nextFirstChargeStep(
  station: Station,
  plan: FirstCharge,
  progress: FirstChargeProgress,
): StationInput | 'done' | null {
  const connector = station.connectors.find(({ id }) => id === plan.connectorId);
  if (connector === undefined || connector.transaction !== null || connector.finishing) return 'done';
  if (station.registration !== 'accepted' || station.connection.state !== 'open') return null;
  if (connector.car === null) {
    if (progress.carSeen) return 'done';
    if (progress.plugged) return null;
    return { type: 'plugged', connectorId: plan.connectorId, plugIn: plan.plugIn };
  }
  if (progress.tagPresented) return null;
  return { type: 'tagPresented', idTag: plan.idTag, connectorId: plan.connectorId };
}

/** Not a charge by then: the page's own words about the connection say why. */
const GIVE_UP_AFTER_MS = 60_000;

export function runFirstCharge(feed: StationFeed, plan: FirstCharge, send: (input: StationInput) => void): void {
  const progress: FirstChargeProgress = { plugged: false, carSeen: false, tagPresented: false };
  const giveUpAt = Date.now() + GIVE_UP_AFTER_MS;
  const goOn = (): void => {
    const snapshot = feed.snapshot.get();
    if (snapshot === null) return;
    const next = nextFirstChargeStep(snapshot.station, plan, progress);
    progress.carSeen ||= snapshot.station.connectors.some(({ id, car }) => id === plan.connectorId && car !== null);
    if (next === 'done' || Date.now() > giveUpAt) {
      stop();
    } else if (next !== null) {
      if (next.type === 'plugged') progress.plugged = true;
      else progress.tagPresented = true;
      send(next);
    }
  };
  const stop = feed.snapshot.subscribe(goOn);
  goOn();
}
