#!/usr/bin/env node
// npm links only files that exist: this one always does, the built program may not.
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);
if (existsSync(program)) await import(program);
else {
  process.stderr.write('simulate is not built yet: run `npx nx build simulator-cli` first\n');
  process.exitCode = 1;
}
