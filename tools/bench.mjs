// `npm run bench -- <name>`: runs `<project>/bench/<name>.bench.ts` from source; without a name, lists what there is.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { packages } from './workspace/packages.mjs';

const SUFFIX = '.bench.ts';

const benches = Object.values(packages).flatMap(({ folder }) => {
  const bench = `${folder}/bench`;
  if (!existsSync(bench)) return [];
  const files = readdirSync(bench).filter((file) => file.endsWith(SUFFIX));
  return files.map((file) => ({ name: file.slice(0, -SUFFIX.length), file: `${bench}/${file}` }));
});

const [name, ...options] = process.argv.slice(2);
const chosen = benches.find((bench) => bench.name === name);
if (!chosen) {
  if (name) process.stderr.write(`There is no bench called ${name}.\n`);
  process.stdout.write(benches.length > 0 ? 'Benches:\n' : 'No project has a bench yet.\n');
  for (const bench of benches) process.stdout.write(`  npm run bench -- ${bench.name.padEnd(20)} ${bench.file}\n`);
  process.exit(name ? 1 : 0);
}

const tsx = ['--conditions=source', '--expose-gc', '--import', 'tsx', chosen.file, ...options];
process.exit(spawnSync(process.execPath, tsx, { stdio: 'inherit' }).status ?? 1);
