import { describe, expect, test } from '@jest/globals';
import { definitionOf, World } from '../../test/world.js';
import { AutomaticDrivers } from './automatic.js';

const automatic = { seed: 7, arrivalsPerHour: 60, sessionMinutes: 2, idTags: ['TAG'] };

/** How many cars came, and when each session began, over half an hour. */
async function halfAnHour(seed: number): Promise<{ arrivals: number[]; transactions: number }> {
  const arrivals: number[] = [];
  let transactions = 0;
  const world = new World({
    listener: {
      stepped: (_hosted, input, _outputs, now) => {
        if (input.type === 'plugged') arrivals.push(now);
        if (input.type === 'stopPressed') transactions += 1;
      },
    },
  });
  world.runner.add({ ...definitionOf('S1'), automatic: { ...automatic, seed } });
  const drivers = new AutomaticDrivers(world.runner, world.clock);
  drivers.sync();
  for (let minute = 0; minute < 30; minute += 1) await world.clock.advance(60_000);
  drivers.stop();
  await world.runner.stop();
  return { arrivals, transactions };
}

describe('automatic mode', () => {
  test('drivers come, charge and leave, at the times that the seed says', async () => {
    const first = await halfAnHour(7);
    expect(first.arrivals.length).toBeGreaterThan(5);
    expect(first.transactions).toBeGreaterThan(3);
    expect(await halfAnHour(7)).toEqual(first);
    expect((await halfAnHour(8)).arrivals).not.toEqual(first.arrivals);
  });

  test('ends when it is switched off', async () => {
    const world = new World();
    const definition = { ...definitionOf('S1'), automatic };
    world.runner.add(definition);
    const drivers = new AutomaticDrivers(world.runner, world.clock);
    drivers.sync();
    world.runner.update(definitionOf('S1'));
    drivers.sync();
    await world.clock.advance(600_000);
    expect([...world.runner.stations()][0]!.station.connectors.map(({ car }) => car)).toEqual([null, null]);
    await world.runner.stop();
  });
});
