// How long a synth takes, with all its checks, as `npm run synth` does it. Budget: 20 s on two cores.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BUDGET_S = 20;
const infra = fileURLToPath(new URL('..', import.meta.url));
if (!existsSync(join(infra, 'dist/main.js'))) {
  console.error('infra/dist/main.js is missing: run "npm run build" first.');
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'synth-bench-'));
let isWithin = true;
for (const environment of ['sandbox', 'prod']) {
  const started = performance.now();
  const command = `npx cdk synth --quiet -c environment=${environment} -o ${join(folder, environment)}`;
  // bash says how much work it was, whatever else the machine does.
  const timed = `TIMEFORMAT='cpu %U %S'; time ${command}`;
  const { status, stderr } = spawnSync('bash', ['-c', timed], { cwd: infra, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const seconds = (performance.now() - started) / 1000;
  const [, user, system] = /^cpu (\S+) (\S+)$/m.exec(stderr) ?? [];
  const cpu = Number(user) + Number(system);
  isWithin &&= seconds <= BUDGET_S;
  const load = `load ${loadavg()[0]?.toFixed(1)} on ${cpus().length} cores`;
  console.log(
    `synth of ${environment}: ${seconds.toFixed(1)} s, ${cpu.toFixed(1)} s of CPU (budget ${BUDGET_S} s; ${load})`,
  );
}
rmSync(folder, { recursive: true });
process.exit(isWithin ? 0 : 1);
