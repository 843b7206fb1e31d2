import { DescribeTasksCommand, RunTaskCommand } from '@aws-sdk/client-ecs';
import type { ECSClient, Task } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import { runMigration } from './run-migration.js';

const task = { cluster: 'cluster', taskDefinition: 'migration:7', subnets: ['a', 'b'], securityGroup: 'sg' };
const soon = { pollMs: 1, timeoutMs: 60_000 };

/** ECS as far as the hook knows it: a task goes through the states, one a look. */
class ScriptedEcs {
  readonly started: unknown[] = [];
  constructor(
    private readonly states: Task[],
    private readonly refusal?: string,
  ) {}
  readonly send = async (command: unknown): Promise<unknown> => {
    if (command instanceof RunTaskCommand) {
      this.started.push(command.input);
      return this.refusal ? { tasks: [], failures: [{ reason: this.refusal }] } : { tasks: [{ taskArn: 'arn:task' }] };
    }
    expect((command as DescribeTasksCommand).input).toEqual({ cluster: 'cluster', tasks: ['arn:task'] });
    return { tasks: [this.states.length > 1 ? this.states.shift() : this.states[0]] };
  };
}
const run = (ecs: ScriptedEcs, waiting = soon): Promise<void> =>
  runMigration(ecs as unknown as ECSClient, task, waiting);

test('starts the task in the private subnets and waits until it has ended well', async () => {
  const ecs = new ScriptedEcs([
    { lastStatus: 'PENDING' },
    { lastStatus: 'RUNNING' },
    { lastStatus: 'STOPPED', containers: [{ exitCode: 0 }] },
  ]);
  await run(ecs);
  expect(ecs.started).toEqual([
    {
      cluster: 'cluster',
      taskDefinition: 'migration:7',
      launchType: 'FARGATE',
      networkConfiguration: {
        awsvpcConfiguration: { subnets: ['a', 'b'], securityGroups: ['sg'], assignPublicIp: 'DISABLED' },
      },
    },
  ]);
});

test.each<[string, Task]>([
  [
    'ended with code 1',
    { lastStatus: 'STOPPED', containers: [{ exitCode: 1 }], stoppedReason: 'Essential container exited' },
  ],
  [
    'never ran (CannotPullContainerError)',
    { lastStatus: 'STOPPED', containers: [{}], stoppedReason: 'CannotPullContainerError' },
  ],
])('stops the deployment where it %s', async (message, state) => {
  await expect(run(new ScriptedEcs([state]))).rejects.toThrow(message);
});

test('says why it was not started', async () => {
  await expect(run(new ScriptedEcs([], 'RESOURCE:CPU'))).rejects.toThrow('was not started: RESOURCE:CPU');
});

test('gives up in time for an answer to CloudFormation', async () => {
  const forever = new ScriptedEcs([{ lastStatus: 'RUNNING' }]);
  await expect(run(forever, { pollMs: 1, timeoutMs: 20 })).rejects.toThrow('has not ended');
});
