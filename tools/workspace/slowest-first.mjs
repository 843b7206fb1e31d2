// The order of the suites. Jest begins with the largest files where it has no durations from before, as on a new machine; a small
// file that takes minutes would then be the last, with the other workers idle.
import Sequencer from '@jest/test-sequencer';

/** Ends of paths: those that take longest, in this order. `npm test` in a fresh clone says how long each took. */
const slowest = [
  'apps/e2e/src/replicas.spec.ts',
  'simulator-ui/test/store.spec.ts',
  'simulator-ui/test/axe-opened.spec.ts',
  'simulator-ui/test/timeline.spec.ts',
  'simulator-cli/src/main.spec.ts',
  'apps/e2e/src/first-charge.spec.ts',
  'api/src/start-server.spec.ts',
  'infra/test/api-variables.spec.ts',
  'infra/test/whole-synth.spec.ts',
  'apps/e2e/src/real-cars.spec.ts',
  'simulator-ui/test/axe.spec.ts',
  'simulator-ui/test/scenarios.spec.ts',
  'workspace/fence.spec.mjs',
];

export default class SlowestFirst extends Sequencer {
  async sort(tests) {
    const rank = ({ path }) => {
      const index = slowest.findIndex((end) => path.endsWith(end));
      return index < 0 ? slowest.length : index;
    };
    const sorted = await super.sort(tests);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
