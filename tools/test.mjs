// `npm test`: builds what the tests start, runs every suite, ends with "N passed, N failed". Arguments go to jest.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const run = async (command, args, env = {}) => {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  const [status] = await once(child, 'exit');
  return status ?? 1;
};

const built = await run('npx', ['nx', 'run-many', '-t', 'build', '--outputStyle=static'], { NX_DAEMON: 'false' });
if (built !== 0) process.exit(built);

// One server for the suites that only need an empty schema: to install one for each takes longer than many of them run.
const { findMariaDb, startMariaDb } = await import('@simulator/test-services');
const wanted = !process.env.TEST_DATABASE_URL && findMariaDb();
// Where it does not start, the suites try for themselves and tell why.
const database = wanted ? await startMariaDb().catch(() => null) : null;

const folder = mkdtempSync(join(tmpdir(), 'simulator-test-'));
const report = join(folder, 'report.json');
const jest = await run('npx', ['jest', '--json', `--outputFile=${report}`, ...process.argv.slice(2)], {
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim(),
  ...(database === null ? {} : { TEST_RUN_DATABASE_URL: database.url }),
});
await database?.stop();
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
