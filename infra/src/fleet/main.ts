// `node infra/dist/fleet/main.js ENVIRONMENT --tasks N [-- options of simulate]`: load on a deployed environment.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { awsCli } from '../aws-cli.js';
import { readConfig } from '../config/environment-config.js';
import { startFleet } from './fleet-run.js';

const environments = fileURLToPath(new URL('../../environments', import.meta.url));

try {
  const words = process.argv.slice(2);
  const separator = words.includes('--') ? words.indexOf('--') : words.length;
  const { values, positionals } = parseArgs({
    args: words.slice(0, separator),
    options: { tasks: { type: 'string', default: '1' } },
    allowPositionals: true,
  });
  const config = readConfig(environments, positionals[0]);
  const started = await startFleet(awsCli, config, Number(values.tasks), words.slice(separator + 1));
  process.stdout.write(`${started.join('\n')}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
