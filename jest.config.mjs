import { availableParallelism } from 'node:os';
import { bundledPackages } from './tools/workspace/bundled-packages.mjs';

// One runner for the whole workspace: every folder with specs is a jest project. Run it through `npm test`, which builds first.
const folders = [
  'libs/ocpp',
  'libs/station',
  'libs/station-runner',
  'libs/api-client',
  'libs/deployment',
  'apps/api',
  'apps/simulator-ui',
  'apps/simulator-cli',
  'apps/edge-auth',
  'apps/e2e',
  'infra',
  'tools/test-services',
  'tools/workspace',
];

const swc = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', tsx: true, decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: 'automatic' } },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

const ofFolder = { 'apps/api': { moduleNameMapper: await bundledPackages(), setupFiles: ['reflect-metadata'] } };

export default {
  // A busy machine is slow; what hangs is still found.
  testTimeout: 30_000,
  // Jest leaves one core idle by default; suites often wait for servers and browsers, so that one more than cores is faster.
  maxWorkers: availableParallelism() + 1,
  testSequencer: '<rootDir>/tools/workspace/slowest-first.mjs',
  reporters: ['default', '<rootDir>/tools/workspace/skip-reporter.mjs'],
  projects: folders.map((folder) => ({
    displayName: folder,
    rootDir: folder,
    testMatch: ['<rootDir>/**/*.spec.{ts,tsx,mjs}'],
    testPathIgnorePatterns: ['/node_modules/', '/dist/', '/dist-types/', '/cdk.out/'],
    modulePathIgnorePatterns: ['/dist/', '/cdk.out/'],
    testEnvironment: 'node',
    // `source` makes workspace libraries resolve to their TypeScript, so a spec never tests a stale build.
    testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
    extensionsToTreatAsEsm: ['.ts', '.tsx'],
    ...ofFolder[folder],
    moduleNameMapper: { ...ofFolder[folder]?.moduleNameMapper, '^(\\.{1,2}/.*)\\.js$': '$1' },
    transform: { '^.+\\.tsx?$': ['@swc/jest', swc] },
  })),
};
