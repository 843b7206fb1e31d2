// Who may import whom (docs/architecture.md). The one table: lint, and the spec that compares it with every package.json, read it.
import { readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/**
 * `imports`: workspace packages that the package's code may import. `pure`: no I/O, clock or randomness, and of npm's packages
 * only those in `npm`, which are pure too; an entry that ends in / allows the package's subpaths.
 * `bundled`: built by a bundler, so its dependencies are devDependencies.
 */
export const packages = {
  ocpp: { folder: 'libs/ocpp', imports: [], pure: true },
  station: { folder: 'libs/station', imports: ['ocpp'], pure: true, npm: ['@noble/curves/', '@noble/hashes/'] },
  deployment: { folder: 'libs/deployment', imports: [], pure: true },
  'station-runner': { folder: 'libs/station-runner', imports: ['ocpp', 'station'] },
  'api-client': { folder: 'libs/api-client', imports: [] },
  api: { folder: 'apps/api', imports: ['ocpp', 'deployment'] },
  'simulator-ui': {
    folder: 'apps/simulator-ui',
    imports: ['ocpp', 'station', 'station-runner', 'api-client'],
    bundled: true,
  },
  'simulator-cli': { folder: 'apps/simulator-cli', imports: ['ocpp', 'station', 'station-runner', 'api-client'] },
  'edge-auth': { folder: 'apps/edge-auth', imports: ['deployment'], bundled: true },
  e2e: {
    folder: 'apps/e2e',
    imports: ['ocpp', 'station', 'station-runner', 'api-client', 'deployment', 'test-services'],
    bundled: true,
  },
  infra: { folder: 'infra', imports: ['deployment'] },
  'test-services': { folder: 'tools/test-services', imports: [] },
};

/** Every name under which a package may be imported: its exports, nothing deeper. */
function publicNames(name) {
  const { exports } = JSON.parse(readFileSync(new URL(`${packages[name].folder}/package.json`, root), 'utf8'));
  return Object.keys(exports)
    .filter((entry) => entry !== './package.json')
    .map((entry) => `@simulator/${name}${entry.slice(1)}`);
}

/** The names that code of the package may import from the workspace. Specs may use the test services too. */
export function allowedNames(name, { inSpecs = false } = {}) {
  const imports = [...packages[name].imports, ...(inSpecs ? ['test-services'] : [])];
  return [...new Set(imports)].flatMap(publicNames);
}
