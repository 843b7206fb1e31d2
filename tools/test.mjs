// `npm test`: builds what the tests start, runs every suite, ends with "N passed, N failed". Arguments go to jest.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const run = (command, args, env = {}) =>
  spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;

const built = run('npx', ['nx', 'run-many', '-t', 'build', '--outputStyle=static'], { NX_DAEMON: 'false' });
if (built !== 0) process.exit(built);

const folder = mkdtempSync(join(tmpdir(), 'simulator-test-'));
const report = join(folder, 'report.json');
const jest = run('npx', ['jest', '--json', `--outputFile=${report}`, ...process.argv.slice(2)], {
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim(),
});
let status = jest;
try {
  const results = JSON.parse(readFileSync(report, 'utf8'));
  // A suite that could not even be loaded counts as one failure.
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  if (results.numTotalTests === 0) status = 1;
  if (results.numPendingTests > 0) process.stdout.write(`${results.numPendingTests} skipped, see above\n`);
  process.stdout.write(`\n${results.numPassedTests} passed, ${failed} failed\n`);
} catch (error) {
  process.stdout.write(`jest left no report: ${error.message}\n0 passed, 1 failed\n`);
  status = 1;
}
rmSync(folder, { recursive: true, force: true });
process.exit(status);
