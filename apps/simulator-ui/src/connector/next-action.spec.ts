import { describe, expect, it } from '@jest/globals';
import { carPresets, createStation, defaultStationConfig, step } from '@simulator/station';
import type { Connector, Station, StationInput } from '@simulator/station';
import { actionNames, cardProblem, nextAction, secondCardName } from './next-action.js';

/** A station and the CSMS that accepts everything, driven by the real engine. */
function drive() {
  const now = Date.UTC(2026, 0, 1);
  const station = createStation(defaultStationConfig('CP', 1), now);
  const answers: Record<string, unknown> = {
    BootNotification: { status: 'Accepted', currentTime: new Date(now).toISOString(), interval: 300 },
    Authorize: { idTagInfo: { status: 'Accepted' } },
    StartTransaction: { transactionId: 5, idTagInfo: { status: 'Accepted' } },
  };
  let mute = false;
  const waiting: string[] = [];
  function feed(input: StationInput): void {
    for (const output of step(station, input, now)) {
      if (output.type !== 'sendFrame' || output.messageType !== 2) continue;
      const answer = JSON.stringify([3, output.messageId, answers[output.action] ?? {}]);
      if (mute) waiting.push(answer);
      else feed({ type: 'frameReceived', text: answer });
    }
  }
  const connector = (): Connector => station.connectors[0]!;
  const name = () => actionNames[nextAction(station, connector()).primary];
  return { station, feed, connector, name, hold: () => (mute = true), waiting };
}

function boot({ feed }: ReturnType<typeof drive>): void {
  feed({ type: 'poweredOn' });
  feed({ type: 'connected', subprotocol: 'ocpp1.6' });
}

const plugIn = { car: carPresets[0], socPercent: 34 };

describe('the primary button of a connector', () => {
  it('goes Plug in → Present card → Stop charging → Unplug → Plug in', () => {
    const world = drive();
    boot(world);
    const names = [world.name()];
    world.feed({ type: 'plugged', connectorId: 1, plugIn });
    names.push(world.name());
    world.feed({ type: 'tagPresented', idTag: 'T', connectorId: 1 });
    names.push(world.name());
    world.feed({ type: 'stopPressed', connectorId: 1 });
    names.push(world.name());
    world.feed({ type: 'unplugged', connectorId: 1 });
    names.push(world.name());
    expect(names).toEqual(['Plug in', 'Present card', 'Stop charging', 'Unplug', 'Plug in']);
  });

  it('waits while the CSMS is asked about the card', () => {
    const world = drive();
    boot(world);
    world.feed({ type: 'plugged', connectorId: 1, plugIn });
    world.hold();
    world.feed({ type: 'tagPresented', idTag: 'T', connectorId: 1 });
    expect(nextAction(world.station, world.connector())).toMatchObject({ primary: 'presentCard' });
    expect(nextAction(world.station, world.connector()).blocked).not.toBeNull();
  });

  it('says why a card cannot be checked without a CSMS', () => {
    const world = drive();
    world.feed({ type: 'poweredOn' });
    world.feed({ type: 'plugged', connectorId: 1, plugIn });
    expect(nextAction(world.station, world.connector()).blocked).toContain('connected');
    const offline: Station = world.station;
    expect(cardProblem(offline)).not.toBeNull();
  });

  it('lets a card come before the plug, and stop a transaction', () => {
    const world = drive();
    boot(world);
    expect(secondCardName(world.station, world.connector())).toBe('Present card first');
    world.feed({ type: 'tagPresented', idTag: 'T', connectorId: 1 });
    expect(nextAction(world.station, world.connector())).toMatchObject({ primary: 'plugIn' });
    expect(nextAction(world.station, world.connector()).waiting).toContain('plug in');
    world.feed({ type: 'plugged', connectorId: 1, plugIn });
    expect(world.name()).toBe('Stop charging');
    expect(secondCardName(world.station, world.connector())).toBe('Present card to stop');
  });
});
