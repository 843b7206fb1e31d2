// `node infra/dist/page-release/main.js release|rollback|list ENVIRONMENT [ID]`: the page of an environment.
import { fileURLToPath } from 'node:url';
import { readConfig } from '../config/environment-config.js';
import { pageBucketName } from '../page/bucket-names.js';
import { SynthError } from '../synth-error.js';
import { awsCli } from '../aws-cli.js';
import { PageReleases, ReleaseError, releaseId } from './page-releases.js';

const USAGE =
  'Say: page-release release ENVIRONMENT [ID], page-release rollback ENVIRONMENT [ID] or page-release list ENVIRONMENT';
const pathTo = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

async function run(
  command: string | undefined,
  environment: string | undefined,
  id: string | undefined,
): Promise<string> {
  if (!['release', 'rollback', 'list'].includes(command ?? '')) throw new ReleaseError(USAGE);
  const config = readConfig(pathTo('../../environments'), environment);
  const parameter = `/simulator/${config.name}/page/distribution`;
  const query = ['--query', 'Parameter.Value', '--output', 'text', '--region', config.region];
  const distributionId = (await awsCli(['ssm', 'get-parameter', '--name', parameter, ...query])).trim();
  const releases = new PageReleases(awsCli, { bucket: pageBucketName(config), distributionId });
  if (command === 'list') {
    const current = await releases.current();
    return (await releases.list()).map((each) => `${each === current?.release ? '* ' : '  '}${each}`).join('\n');
  }
  const now =
    command === 'release'
      ? await releases.release(
          pathTo('../../../apps/simulator-ui/dist'),
          id ?? releaseId(new Date(), process.env['CI_COMMIT_SHA']),
        )
      : await releases.rollBack(id);
  return `https://${config.hosts.page}/ serves ${now.release}; before it: ${now.previous ?? 'nothing'}`;
}

try {
  process.stdout.write(`${await run(...(process.argv.slice(2) as [string?, string?, string?]))}\n`);
} catch (error) {
  const isKnown = error instanceof ReleaseError || error instanceof SynthError;
  process.stderr.write(`${isKnown ? error.message : String((error as Error).message ?? error)}\n`);
  process.exit(1);
}
