// Starts the load generator: as many tasks as are asked for, one shard of the fleet each.
import type { AwsCli } from '../aws-cli.js';
import type { EnvironmentConfig } from '../config/environment-config.js';

/** Any more, and the API's own scaling is what should be looked at first. */
const MAX_TASKS = 100;

/** A problem that the operator mends; one line. */
export class FleetError extends Error {}

/**
 * Starts the tasks and answers their ARNs. `options` go to `simulate`, after those of the task definition.
 * @throws FleetError where the number is no sensible one, or ECS starts fewer.
 */
export async function startFleet(
  aws: AwsCli,
  config: EnvironmentConfig,
  tasks: number,
  options: readonly string[],
): Promise<string[]> {
  if (!Number.isInteger(tasks) || tasks < 1 || tasks > MAX_TASKS) {
    throw new FleetError(`--tasks must be a whole number from 1 to ${MAX_TASKS}.`);
  }
  const { command, outputs } = await describe(aws, config);
  const network = `awsvpcConfiguration={subnets=[${outputs['PrivateSubnets']}],securityGroups=[${outputs['FleetGroup']}],assignPublicIp=DISABLED}`;
  const started: string[] = [];
  for (let index = 1; index <= tasks; index += 1) {
    const shard = withOption(command, '--stations', String(tasks * config.fleet.stationsPerTask));
    const overridden = [...shard, ...options, '--shard', `${index}/${tasks}`];
    const overrides = JSON.stringify({ containerOverrides: [{ name: 'main', command: overridden }] });
    const answer = await ecs(aws, config, [
      ...['run-task', '--cluster', outputs['ClusterName'] ?? '', '--task-definition', `simulator-${config.name}-fleet`],
      ...['--launch-type', 'FARGATE', '--network-configuration', network, '--overrides', overrides],
    ]);
    const { tasks: made, failures } = answer as { tasks: { taskArn: string }[]; failures: { reason: string }[] };
    const [task] = made;
    if (!task)
      throw new FleetError(`Task ${index} of ${tasks} was not started: ${failures[0]?.reason ?? 'no reason given'}.`);
    started.push(task.taskArn);
  }
  return started;
}

/** What the deployed stack says of its cluster, and the task definition of its command. */
async function describe(
  aws: AwsCli,
  config: EnvironmentConfig,
): Promise<{ command: string[]; outputs: Record<string, string> }> {
  const stack = ['cloudformation', 'describe-stacks', '--stack-name', `simulator-${config.name}-service`];
  const { Stacks } = (await json(aws, config, stack)) as {
    Stacks: { Outputs: { OutputKey: string; OutputValue: string }[] }[];
  };
  const pairs = (Stacks[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]);
  const definition = await ecs(aws, config, [
    'describe-task-definition',
    '--task-definition',
    `simulator-${config.name}-fleet`,
  ]);
  const { taskDefinition } = definition as { taskDefinition: { containerDefinitions: { command: string[] }[] } };
  return { command: taskDefinition.containerDefinitions[0]?.command ?? [], outputs: Object.fromEntries(pairs) };
}

function withOption(command: readonly string[], name: string, value: string): string[] {
  return command.map((word, index) => (command[index - 1] === name ? value : word));
}

const ecs = (aws: AwsCli, config: EnvironmentConfig, words: string[]): Promise<unknown> =>
  json(aws, config, ['ecs', ...words]);

async function json(aws: AwsCli, { region }: EnvironmentConfig, words: string[]): Promise<unknown> {
  return JSON.parse(await aws([...words, '--region', region, '--output', 'json']));
}
