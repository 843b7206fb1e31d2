// The packages that suites of the API load, each as a file or a few. Jest gives every suite its own copy of every module, and reads,
// links and runs them one by one: the API's 2,600 files take 3 s of CPU a suite, bundled less than 1 s. What the API itself is
// started from in the end-to-end suites is not bundled.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, 'node_modules/.cache/simulator-bundled-packages');

const packages = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/platform-express',
  '@nestjs/swagger',
  '@nestjs/terminus',
  '@nestjs/typeorm',
  'ajv/dist/2020.js',
  'ajv-formats',
  'express',
  'ioredis',
  'jose',
  'mysql2/promise',
  'ocpp-rpc',
  'pino',
  'prom-client',
  'rxjs',
  'supertest',
  'typeorm',
  'typeorm/metadata/ColumnMetadata.js',
  'zod',
];
/** Nest takes this one by `require` as well: the bundle must be one that can be required. */
const REQUIRED = 'class-validator';
/** A native module; one that Nest reads inner files of; and one that has to run before all others, which a bundle cannot promise. */
const unbundled = ['libsql', 'class-transformer', 'reflect-metadata'];

/**
 * Bundles the packages, where that has not been done for this package-lock.json yet: about 5 s.
 * @returns jest's `moduleNameMapper` for them
 */
export async function bundledPackages() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  const name = hash
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest('hex')
    .slice(0, 16);
  const folder = join(cache, name);
  if (!existsSync(folder)) {
    await bundleInto(folder);
    removeOld(folder);
  }
  const patternOf = (id) => `^${id.replaceAll('.', '\\.')}$`;
  return {
    ...Object.fromEntries(packages.map((id) => [patternOf(id), join(folder, `${fileNameOf(id)}.mjs`)])),
    [patternOf(REQUIRED)]: join(folder, `${REQUIRED}.cjs`),
  };
}

const fileNameOf = (id) => id.replaceAll(/[^\w-]/g, '_');

/** Bundles of other package-lock.json files, unless somebody else may be about them just now. */
function removeOld(folder) {
  for (const name of readdirSync(cache)) {
    const other = join(cache, name);
    if (other !== folder && Date.now() - statSync(other).mtimeMs > 600_000)
      rmSync(other, { recursive: true, force: true });
  }
}

async function bundleInto(folder) {
  const work = `${folder}.${process.pid}`;
  const entries = join(work, 'entries');
  mkdirSync(entries, { recursive: true });
  for (const id of packages) writeFileSync(join(entries, `${fileNameOf(id)}.mjs`), await entryOf(id, entries));
  const shared = { bundle: true, platform: 'node', target: 'node20', keepNames: true, logLevel: 'warning' };
  await build({
    ...shared,
    entryPoints: packages.map((id) => join(entries, `${fileNameOf(id)}.mjs`)),
    outdir: work,
    splitting: true,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    plugins: [leaveOut],
    // What CommonJS takes for granted.
    banner: {
      js: `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;`,
    },
  });
  const required = createRequire(join(root, 'package.json')).resolve(REQUIRED);
  await build({ ...shared, entryPoints: [required], outfile: join(work, `${REQUIRED}.cjs`), format: 'cjs' });
  try {
    renameSync(work, folder);
  } catch (error) {
    // Another run was faster.
    rmSync(work, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** A module with the names that Node sees in the package: what is CommonJS has them only when it runs. */
async function entryOf(id, entries) {
  const probe = join(entries, `${fileNameOf(id)}-probe.mjs`);
  writeFileSync(probe, `import * as all from '${id}';\nexport default Object.keys(all);\n`);
  const { default: names } = await import(pathToFileURL(probe).href);
  const named = names.filter((name) => name !== 'default' && /^[\w$]+$/.test(name));
  const values = named.map((name, index) => `const value${index} = all.${name};`);
  const exported = named.map((name, index) => `value${index} as ${name}`);
  const lines = [`import * as all from '${id}';`, ...values, `export { ${exported.join(', ')} };`];
  if (names.includes('default')) lines.push('export default all.default;');
  return `${lines.join('\n')}\n`;
}

/** What is not installed, since nothing needs it; and what is imported only when it is wanted, which then is a bundle itself. */
const leaveOut = {
  name: 'leave out',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
      if (pluginData === 'asked') return undefined;
      const external = { path, external: true };
      if (kind === 'dynamic-import' || path === REQUIRED || unbundled.includes(path)) return external;
      const { errors } = await resolve(path, { kind, resolveDir, importer, pluginData: 'asked' });
      return errors.length > 0 ? external : undefined;
    });
  },
};
