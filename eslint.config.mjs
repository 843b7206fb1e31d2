// Lint for the whole workspace. What may import what comes from tools/workspace/packages.mjs.
import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { importFences, purityFences } from './tools/workspace/fences.mjs';

const specs = ['**/*.spec.{ts,tsx,mjs}', '**/test/**'];
// What the projects' tsconfig files include; everything else is linted without types.
const typed = ['**/{src,test,bench}/**/*.{ts,tsx}'];

const unusedVars = ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }];

export default defineConfig(
  globalIgnores([
    '**/dist',
    '**/dist-types',
    '**/cdk.out',
    '**/coverage',
    '**/generated',
    '**/public',
    '.nx',
    '.gitlab-ci-local',
    'tmp',
    'data',
  ]),
  js.configs.recommended,
  {
    plugins: { 'import-x': importX },
    linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
    settings: {
      'import-x/extensions': ['.ts', '.tsx', '.mjs', '.js'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import-x/resolver-next': [
        createNodeResolver({
          extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
          extensionAlias: { '.js': ['.ts', '.tsx', '.js'] },
          conditionNames: ['source', 'types', 'import', 'node', 'default'],
        }),
      ],
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', 400],
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-unused-vars': unusedVars,
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-duplicates': 'error',
      'import-x/no-relative-packages': 'error',
      'import-x/no-self-import': 'error',
    },
  },
  { files: ['**/*.{ts,tsx}'], extends: [tseslint.configs.recommended], rules: { 'no-undef': 'off' } },
  {
    files: typed,
    // Reading the types of aws-cdk-lib would take a quarter of the whole run; the compiler checks infra as strictly as the rest.
    ignores: ['infra/**'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': unusedVars,
      '@typescript-eslint/require-await': 'off', // An async method of an interface may have nothing to wait for.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: typed,
    ignores: specs,
    rules: {
      complexity: ['error', 16],
      'max-lines-per-function': ['error', { max: 100, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 6],
      'no-console': 'error',
    },
  },
  {
    files: specs,
    rules: {
      // supertest bodies and JSON.parse results are `any`; expect(object.method) never calls the method.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  // Nest wires classes up by decorators: an empty module class is no mistake.
  { files: ['apps/api/src/**/*.ts'], rules: { '@typescript-eslint/no-extraneous-class': 'off' } },
  { files: ['apps/simulator-cli/src/**/*.ts', '**/bench/**'], rules: { 'no-console': 'off' } },
  { files: ['apps/simulator-ui/**/*.{ts,tsx}'], extends: [reactHooks.configs.flat['recommended-latest']] },
  {
    files: ['**/*.{mjs,cjs,js}'],
    languageOptions: { globals: nodeGlobals() },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly' } },
  },
  importFences(specs),
  purityFences(specs),
);

function nodeGlobals() {
  const names = [
    'process',
    'console',
    'URL',
    'URLSearchParams',
    'Buffer',
    'AbortController',
    'AbortSignal',
    'fetch',
    'WebSocket',
  ];
  const timers = [
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'structuredClone',
    'performance',
  ];
  return Object.fromEntries([...names, ...timers].map((name) => [name, 'readonly']));
}
