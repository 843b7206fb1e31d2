// The import rules and the purity of the pure libraries, as ESLint configuration made from the table in packages.mjs.
import { allowedNames, packages } from './packages.mjs';

const escape = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
/** Matches every workspace name that is not allowed; a deep import is one. */
const forbidden = (names) =>
  `^@simulator/(?!(${names.map((name) => escape(name.slice('@simulator/'.length))).join('|')})$)`;
/** In a pure package everything that is neither relative nor allowed is out: Node's modules and npm's alike. */
const outsidePure = (names) =>
  `^(?!\\.{1,2}/|(${names.map((name) => (name.endsWith('/') ? `${escape(name)}.+` : escape(name))).join('|')})$)`;

function fence(name, { files, ignores = [], inSpecs = false }) {
  const { folder, imports, pure = false, npm = [], bundled = false } = packages[name];
  const npmForbidden = pure && !inSpecs;
  const names = allowedNames(name, { inSpecs });
  const regex = npmForbidden ? outsidePure([...names, ...npm]) : forbidden(names);
  const allowed = imports.length + npm.length > 0 ? [...imports, ...npm].join(', ') : 'no workspace package';
  const message = npmForbidden
    ? `${folder} is pure: it may import ${allowed} and nothing else.`
    : `${folder} may import ${allowed}, each by its public name only (tools/workspace/packages.mjs).`;
  return {
    files: files.map((pattern) => `${folder}/${pattern}`),
    ignores,
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex, message }] }],
      'import-x/no-extraneous-dependencies': [
        'error',
        {
          includeInternal: true,
          devDependencies: inSpecs || bundled,
          // The root declares what specs everywhere share: jest, fast-check.
          packageDir: inSpecs ? [folder, '.'].map(absolute) : absolute(folder),
        },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: `ImportExpression[source.value=/${regex.replaceAll('/', String.raw`\x2f`)}/]`, message },
        ...(npmForbidden ? impureSyntax : []),
      ],
    },
  };
}

const absolute = (folder) => new URL(`../../${folder}`, import.meta.url).pathname;

export const importFences = (specs) =>
  Object.keys(packages).flatMap((name) => [
    fence(name, { files: ['src/**/*.{ts,tsx}'], ignores: specs }),
    fence(name, { files: ['**/*.spec.{ts,tsx}', 'test/**/*.ts', 'bench/**/*.ts'], inSpecs: true }),
  ]);

const impure = 'Pure code: the caller brings time, randomness and I/O.';
const impureSyntax = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: `${impure} new Date() reads the clock.`,
  },
  { selector: 'CallExpression[callee.name="Date"]', message: `${impure} Date() reads the clock.` },
  {
    selector: 'MemberExpression[property.name=/^[gs]et(Hours|Minutes|Date|Day|Month|FullYear|TimezoneOffset)$/]',
    message: `${impure} These depend on the machine's time zone: use the UTC ones.`,
  },
  {
    selector: 'MemberExpression[property.name=/^toLocale.*String$/], Identifier[name="Intl"]',
    message: `${impure} This depends on the machine's locale and time zone.`,
  },
  {
    selector: 'VariableDeclarator > Identifier.init[name=/^(Date|Math)$/]',
    message: `${impure} No alias of Date or Math.`,
  },
];

const impureGlobals = [
  ...[
    'console',
    'crypto',
    'performance',
    'process',
    'fetch',
    'WebSocket',
    'XMLHttpRequest',
    'Worker',
    'Buffer',
    'require',
  ],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'queueMicrotask'],
  ...['globalThis', 'global', 'self', 'window', 'document', 'navigator', 'location', 'localStorage', 'indexedDB'],
];

export const purityFences = (specs) => ({
  files: Object.values(packages)
    .filter(({ pure }) => pure)
    .map(({ folder }) => `${folder}/src/**/*.ts`),
  ignores: specs,
  rules: {
    'no-restricted-globals': ['error', ...impureGlobals.map((name) => ({ name, message: impure }))],
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: impure },
      { object: 'Math', property: 'random', message: impure },
    ],
  },
});
