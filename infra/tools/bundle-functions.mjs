// Bundles each Lambda function of infra/src/lambda into one file. The AWS SDK is part of Lambda's runtime.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('..', import.meta.url));

await build({
  entryPoints: ['database-user', 'migration', 'new-deployment'].map((name) => ({
    in: `src/lambda/${name}/handler.ts`,
    out: `${name}/index`,
  })),
  outdir: 'dist/lambda',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  external: ['@aws-sdk/*'],
  // mysql2 is CommonJS and calls require for Node's own modules.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  logLevel: 'warning',
  absWorkingDir: folder,
});
