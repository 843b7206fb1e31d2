import { describe, expect, it } from '@jest/globals';
import { carPresets, createStation, defaultStationConfig, step } from '@simulator/station';
import type { StationInput } from '@simulator/station';
import { nextFirstChargeStep } from './first-charge.js';
import type { FirstCharge } from './first-charge.js';

const now = Date.UTC(2026, 0, 1);
const plan: FirstCharge = { connectorId: 2, plugIn: { car: carPresets[0], socPercent: 34 }, idTag: 'DEMO' };

function world() {
  const station = createStation(defaultStationConfig('CP', 1), now);
  const answers: Record<string, unknown> = {
    BootNotification: { status: 'Accepted', currentTime: new Date(now).toISOString(), interval: 300 },
    Authorize: { idTagInfo: { status: 'Accepted' } },
    StartTransaction: { transactionId: 5, idTagInfo: { status: 'Accepted' } },
  };
  const feed = (input: StationInput): void => {
    for (const output of step(station, input, now)) {
      if (output.type !== 'sendFrame') continue;
      feed({ type: 'frameReceived', text: JSON.stringify([3, output.messageId, answers[output.action] ?? {}]) });
    }
  };
  feed({ type: 'poweredOn' });
  return { station, feed };
}

describe('the first charge', () => {
  it('waits for the CSMS, plugs in, presents the card, and is done when a transaction runs', () => {
    const { station, feed } = world();
    const progress = { plugged: false, carSeen: false, tagPresented: false };
    expect(nextFirstChargeStep(station, plan, progress)).toBeNull();
    feed({ type: 'connected', subprotocol: 'ocpp1.6' });
    const plug = nextFirstChargeStep(station, plan, progress);
    expect(plug).toMatchObject({ type: 'plugged', connectorId: 2 });
    feed(plug as StationInput);
    progress.plugged = true;
    progress.carSeen = true;
    const tag = nextFirstChargeStep(station, plan, progress);
    expect(tag).toEqual({ type: 'tagPresented', idTag: 'DEMO', connectorId: 2 });
    feed(tag as StationInput);
    expect(nextFirstChargeStep(station, plan, progress)).toBe('done');
  });

  it('does not plug in again when a person has unplugged', () => {
    const { station, feed } = world();
    feed({ type: 'connected', subprotocol: 'ocpp1.6' });
    expect(nextFirstChargeStep(station, plan, { plugged: true, carSeen: true, tagPresented: false })).toBe('done');
  });

  it('waits when a snapshot is older than the plug, and plugs in once only', () => {
    const { station, feed } = world();
    feed({ type: 'connected', subprotocol: 'ocpp1.6' });
    expect(nextFirstChargeStep(station, plan, { plugged: true, carSeen: false, tagPresented: false })).toBeNull();
  });

  it('presents the card once only', () => {
    const { station, feed } = world();
    feed({ type: 'connected', subprotocol: 'ocpp1.6' });
    feed({ type: 'plugged', connectorId: 2, plugIn: plan.plugIn });
    expect(nextFirstChargeStep(station, plan, { plugged: true, carSeen: true, tagPresented: true })).toBeNull();
  });
});
