// Bundles the viewer-request function (one file, as CloudFront wants it), the local edge that loads it, and the local identity
// provider. With `--config FILE --out FILE` it bundles the function alone, for an environment: docs/how-to.md, "The login at the edge".
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { VIEWER_REQUEST_BUNDLE_BUDGET_BYTES } from '@simulator/deployment';
import { edgeConfigSchema } from '../src/config/edge-config.ts';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const shared = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  conditions: ['source'],
  logLevel: 'warning',
  absWorkingDir: path('.'),
};

const { values } = parseArgs({ options: { config: { type: 'string' }, out: { type: 'string' } } });
if ((values.config === undefined) !== (values.out === undefined))
  fail('say both --config FILE and --out FILE, or neither.');

if (values.out === undefined) {
  await bundleFunction(path('configs/compose.json'), path('dist/viewer-request/index.mjs'));
  const server = {
    ...shared,
    target: 'node20',
    // Some of what is bundled is CommonJS and calls require for Node's own modules.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  };
  await build({ ...server, entryPoints: ['src/local-edge/main.ts'], outfile: path('dist/local-edge.mjs') });
  await build({ ...server, entryPoints: ['src/local-idp/main.ts'], outfile: path('dist/local-idp.mjs') });
  await build({
    ...server,
    entryPoints: ['src/local-certificates/main.ts'],
    outfile: path('dist/local-certificates.mjs'),
  });
} else {
  await bundleFunction(resolve(values.config), resolve(values.out));
}

async function bundleFunction(configFile, outfile) {
  const config = readConfig(configFile);
  await build({
    ...shared,
    entryPoints: ['src/viewer-request/handler.ts'],
    outfile,
    target: 'node22',
    minify: true,
    legalComments: 'none',
    define: {
      EDGE_CONFIG: JSON.stringify(config),
      EDGE_LOGIN: JSON.stringify(config.login.kind),
      EDGE_SECRET: JSON.stringify('file' in config.secret ? 'file' : 'aws'),
    },
  });
  const bytes = gzipSync(readFileSync(outfile), { level: 9 }).length;
  if (bytes > VIEWER_REQUEST_BUNDLE_BUDGET_BYTES) {
    fail(`${outfile} has ${bytes} bytes compressed, the budget is ${VIEWER_REQUEST_BUNDLE_BUDGET_BYTES}.`);
  }
  process.stdout.write(`viewer-request: ${statSync(outfile).size} bytes, ${bytes} compressed\n`);
}

function readConfig(file) {
  let text;
  try {
    text = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    fail(`${file} cannot be read: ${error.message}`);
  }
  const result = edgeConfigSchema.safeParse(text);
  if (result.success) return result.data;
  fail(
    `${file} is wrong. ${result.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`).join('; ')}`,
  );
}

function fail(problem) {
  process.stderr.write(`Cannot bundle the edge: ${problem}\n`);
  process.exit(1);
}
