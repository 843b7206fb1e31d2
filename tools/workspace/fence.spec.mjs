// The fence must fire: deliberate violations of the import rules and of purity, each refused by lint or by the compiler.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { packages } from './packages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

// Each text stands in for the content of a file that exists, since typed lint knows no others.
const standIn = (folder) =>
  join(
    folder,
    'src',
    readdirSync(join(root, folder, 'src'), { recursive: true }).find((file) => /(?<!\.spec|\.d)\.tsx?$/.test(file)),
  );
const station = standIn('libs/station');
const ocpp = 'libs/ocpp/src/index.ts';
const deployment = standIn('libs/deployment');
const api = standIn('apps/api');
const ui = standIn('apps/simulator-ui');

const refused = [
  ['the clock in libs/station', station, 'export const now = () => Date.now();', 'no-restricted-properties'],
  ['the clock by destructuring', station, 'export const { now } = Date;', 'no-restricted-properties'],
  ['an alias of Date', station, 'const Clock = Date;\nexport const f = () => Clock.now();', 'no-restricted-syntax'],
  ['new Date() in libs/station', station, 'export const now = () => new Date();', 'no-restricted-syntax'],
  ['Date() as a function', station, 'export const now = () => Date();', 'no-restricted-syntax'],
  ['the time zone', station, 'export const f = (d: Date) => d.getHours();', 'no-restricted-syntax'],
  ['Math.random in libs/station', station, 'export const r = () => Math.random();', 'no-restricted-properties'],
  ['console in libs/station', station, 'console.log(1);', 'no-restricted-globals'],
  ['a timer in libs/station', station, 'setTimeout(() => undefined, 1);', 'no-restricted-globals'],
  ['globalThis in libs/ocpp', ocpp, 'export const g = globalThis;', 'no-restricted-globals'],
  ['process in libs/deployment', deployment, 'export const e = process.env;', 'no-restricted-globals'],
  ['a Node module in libs/ocpp', ocpp, "export * from 'node:fs';", 'no-restricted-imports'],
  ['a Node module without its prefix', ocpp, "export * from 'fs';", 'no-restricted-imports'],
  ['a Node module by import()', ocpp, "export const f = () => import('node:fs');", 'no-restricted-syntax'],
  ['an npm package in libs/ocpp', ocpp, "export { Ajv } from 'ajv';", 'no-restricted-imports'],
  ['an npm package in libs/station', station, "export { Ajv } from 'ajv';", 'no-restricted-imports'],
  ['ocpp importing station', ocpp, "export * from '@simulator/station';", 'no-restricted-imports'],
  ['a deep import of a library', station, "export * from '@simulator/ocpp/src/frames.js';", 'no-restricted-imports'],
  ['the api importing station', api, "export * from '@simulator/station';", 'no-restricted-imports'],
  [
    'the api importing station by import()',
    api,
    "export const s = import('@simulator/station');",
    'no-restricted-syntax',
  ],
  ['the api reaching into a library', api, "export * from '@simulator/ocpp/dist/frames.js';", 'no-restricted-imports'],
  ['the api importing another app', api, "export * from '@simulator/simulator-cli';", 'no-restricted-imports'],
  ['the page importing the api', ui, "export * from '@simulator/api';", 'no-restricted-imports'],
  [
    'a relative import of another package',
    api,
    `export * from '${relative(dirname(api), ocpp)}';`,
    'import-x/no-relative-packages',
  ],
  ['an undeclared dependency', api, "export * from 'esbuild';", 'import-x/no-extraneous-dependencies'],
  ['a test service in product code', api, "export * from '@simulator/test-services';", 'no-restricted-imports'],
  [
    'an import cycle',
    'libs/ocpp/src/frames.ts',
    "import * as all from './index.js';\nexport const f = all;",
    'import-x/no-cycle',
  ],
  ['a promise nobody waits for', api, 'Promise.resolve(1);', '@typescript-eslint/no-floating-promises'],
  ['any', api, 'export const f = (x: any) => String(x);', '@typescript-eslint/no-explicit-any'],
];

const allowed = [
  [
    'a date of a given time in libs/station',
    station,
    'export const f = (nowMs: number) => new Date(nowMs).toISOString();',
  ],
  ['station importing ocpp', station, "export * from '@simulator/ocpp';"],
  ['station importing pure cryptography', station, "export { sha256 } from '@noble/hashes/sha2.js';"],
  ['a relative import', ocpp, "export * from './frames.js';"],
  ['the api importing ocpp', api, "export * from '@simulator/ocpp';"],
];

describe('lint', () => {
  let answers = [];
  const snippets = [...refused, ...allowed].map(([, file, text]) => ({ file: join(root, file), text: `${text}\n` }));

  beforeAll(() => {
    const output = execFileSync(process.execPath, [join(root, 'tools/workspace/lint-snippets.mjs')], {
      input: JSON.stringify(snippets),
      cwd: root,
      env: { ...process.env, NODE_OPTIONS: '' },
      encoding: 'utf8',
    });
    answers = JSON.parse(output);
  }, 180_000);

  test.each(refused.map(([title, , , rule], index) => [title, rule, index]))(
    'refuses %s (%s)',
    (_title, rule, index) => {
      expect(answers[index].map((message) => message.split(':')[0])).toContain(rule);
    },
  );

  test.each(allowed.map(([title], index) => [title, refused.length + index]))('allows %s', (_title, index) => {
    expect(answers[index]).toEqual([]);
  });
});

/** What the compiler says about a text that stands beside the project's index.ts, under the project's own options. */
function compile(project, text) {
  const configFile = join(root, project, 'tsconfig.lib.json');
  const { options } = ts.getParsedCommandLineOfConfigFile(
    configFile,
    { noEmit: true, composite: false },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
      },
    },
  );
  const file = join(root, project, 'src/fence-violation.ts');
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (path) => (path === file ? text : readFile(path));
  host.fileExists = (path) => path === file || fileExists(path);
  host.getSourceFile = (path, target) => {
    const content = host.readFile(path);
    return content === undefined ? undefined : ts.createSourceFile(path, content, target);
  };
  host.getCurrentDirectory = () => dirname(configFile);
  const program = ts.createProgram([file], { ...options, incremental: false, tsBuildInfoFile: undefined }, host);
  const source = program.getSourceFile(file);
  return [...program.getOptionsDiagnostics(), ...program.getSemanticDiagnostics(source)].map(
    ({ code, messageText }) => {
      return `TS${code} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    },
  );
}

describe('the compiler', () => {
  const pure = Object.values(packages)
    .filter((entry) => entry.pure)
    .map(({ folder }) => folder);

  test.each(pure)('accepts pure code in %s', (folder) => {
    expect(compile(folder, 'export const f = (atMs: number): string => new Date(atMs).toISOString();\n')).toEqual([]);
  });

  test.each([
    ['a DOM type', 'export const f = (e: HTMLElement) => e;', "Cannot find name 'HTMLElement'"],
    ['a DOM value', 'export const f = () => document.title;', "Cannot find name 'document'"],
    ['a socket', "export const f = () => new WebSocket('ws://x');", "Cannot find name 'WebSocket'"],
    ['a timer', 'setTimeout(() => undefined, 1);', "Cannot find name 'setTimeout'"],
    ['console', 'console.log(1);', "Cannot find name 'console'"],
    ['a Node type', 'export const f = (b: Buffer) => b;', "Cannot find name 'Buffer'"],
    ['a Node module', "import { readFileSync } from 'node:fs';\nexport const f = readFileSync;", 'node:fs'],
  ])('refuses %s in the pure packages', (_title, text, message) => {
    for (const folder of pure) expect(compile(folder, text).join('\n')).toContain(message);
  });

  test('refuses a deep import, since a package exports its index only', () => {
    const problems = compile('libs/station', "export * from '@simulator/ocpp/src/frames.js';");
    expect(problems.join('\n')).toContain("Cannot find module '@simulator/ocpp/src/frames.js'");
  });
});

describe('the table of packages', () => {
  const manifest = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

  test.each(Object.entries(packages).map(([name, { folder }]) => [name, folder]))(
    '%s declares and references only packages that it may import',
    (name, folder) => {
      const { dependencies = {}, devDependencies = {} } = manifest(folder);
      const declared = Object.keys({ ...dependencies, ...devDependencies }).filter((key) =>
        key.startsWith('@simulator/'),
      );
      const allowedNames = [...packages[name].imports, 'test-services'].map((short) => `@simulator/${short}`);
      expect(allowedNames).toEqual(expect.arrayContaining(declared));

      // A reference that nothing declares would let the compiler build what Nx does not know of.
      const { references } = JSON.parse(readFileSync(join(root, folder, 'tsconfig.lib.json'), 'utf8'));
      const referenced = references.map(({ path }) => manifest(join(folder, dirname(path))).name);
      expect(declared).toEqual(expect.arrayContaining(referenced));
    },
  );

  test('names every workspace package', () => {
    const listed = execFileSync('npm', ['query', '.workspace'], { cwd: root, encoding: 'utf8' });
    const folders = JSON.parse(listed).map(({ location }) => location);
    expect(
      Object.values(packages)
        .map(({ folder }) => folder)
        .sort(),
    ).toEqual(folders.sort());
  });
});
