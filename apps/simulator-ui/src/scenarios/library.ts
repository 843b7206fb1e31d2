// The scenarios that come with the simulator.
import type { Scenario } from '@simulator/station';

const files = import.meta.glob<Scenario>(
  ['../../../../libs/station/scenarios/*.json', '!../../../../libs/station/scenarios/scenario.schema.json'],
  { eager: true, import: 'default' },
);

export const shippedScenarios: readonly Scenario[] = Object.values(files);
