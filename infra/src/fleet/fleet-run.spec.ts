import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import type { AwsCli } from '../aws-cli.js';
import { readConfig } from '../config/environment-config.js';
import { startFleet } from './fleet-run.js';

const config = readConfig(fileURLToPath(new URL('../../environments', import.meta.url)), 'sandbox');

/** The AWS CLI as far as a fleet needs it. */
function scriptedCli(refuseFrom = Number.POSITIVE_INFINITY): { cli: AwsCli; runs: string[][] } {
  const runs: string[][] = [];
  const outputs = {
    ClusterName: 'simulator-sandbox',
    FleetGroup: 'sg-1',
    PrivateSubnets: 'subnet-a,subnet-b,subnet-c',
  };
  const cli: AwsCli = async (words) => {
    if (words[1] === 'describe-stacks') {
      const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
      return JSON.stringify({ Stacks: [{ Outputs }] });
    }
    if (words[1] === 'describe-task-definition') {
      const command = ['--url', 'wss://api.internal/ocpp', '--stations', '5000', '--duration', '10m'];
      return JSON.stringify({ taskDefinition: { containerDefinitions: [{ command }] } });
    }
    runs.push([...words]);
    return JSON.stringify(
      runs.length >= refuseFrom
        ? { tasks: [], failures: [{ reason: 'RESOURCE:MEMORY' }] }
        : { tasks: [{ taskArn: `arn:task/${runs.length}` }], failures: [] },
    );
  };
  return { cli, runs };
}
const commandOf = (words: string[]): string[] =>
  (JSON.parse(words[words.indexOf('--overrides') + 1] ?? '') as { containerOverrides: { command: string[] }[] })
    .containerOverrides[0]?.command ?? [];

test('starts a task a shard of one fleet, in the private subnets', async () => {
  const { cli, runs } = scriptedCli();
  expect(await startFleet(cli, config, 3, ['--sessions', '4'])).toEqual(['arn:task/1', 'arn:task/2', 'arn:task/3']);
  expect(runs.map(commandOf)).toEqual(
    [1, 2, 3].map((index) => [
      ...['--url', 'wss://api.internal/ocpp', '--stations', '15000', '--duration', '10m'],
      ...['--sessions', '4', '--shard', `${index}/3`],
    ]),
  );
  expect(runs[0]).toEqual(
    expect.arrayContaining([
      'awsvpcConfiguration={subnets=[subnet-a,subnet-b,subnet-c],securityGroups=[sg-1],assignPublicIp=DISABLED}',
      'simulator-sandbox-fleet',
      'eu-central-1',
    ]),
  );
});

test('says which task was not started, and why', async () => {
  await expect(startFleet(scriptedCli(2).cli, config, 3, [])).rejects.toThrow(
    'Task 2 of 3 was not started: RESOURCE:MEMORY.',
  );
});

test.each([0, 1.5, 101, Number.NaN])('%s tasks are refused', async (tasks) => {
  await expect(startFleet(scriptedCli().cli, config, tasks, [])).rejects.toThrow('from 1 to 100');
});
