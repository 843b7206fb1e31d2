// Bundles the viewer-request function (one file, as CloudFront wants it) and the local edge that loads it.
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { MAX_VIEWER_REQUEST_BUNDLE_BYTES } from '@simulator/deployment';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const shared = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  conditions: ['source'],
  logLevel: 'warning',
  absWorkingDir: path('.'),
};

const handler = path('dist/viewer-request/index.mjs');
await build({
  ...shared,
  entryPoints: ['src/viewer-request/handler.ts'],
  outfile: handler,
  target: 'node22',
  minify: true,
});
await build({
  ...shared,
  entryPoints: ['src/local-edge/main.ts'],
  outfile: path('dist/local-edge.mjs'),
  target: 'node20',
  // http-proxy-3 is CommonJS and calls require for Node's own modules.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});

const bytes = gzipSync(readFileSync(handler)).length;
if (bytes > MAX_VIEWER_REQUEST_BUNDLE_BYTES) {
  process.stderr.write(
    `${handler} has ${bytes} bytes compressed, CloudFront allows ${MAX_VIEWER_REQUEST_BUNDLE_BYTES}.\n`,
  );
  process.exit(1);
}
process.stdout.write(`viewer-request: ${statSync(handler).size} bytes, ${bytes} compressed\n`);
