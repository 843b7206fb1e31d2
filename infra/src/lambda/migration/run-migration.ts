import { DescribeTasksCommand, RunTaskCommand } from '@aws-sdk/client-ecs';
import type { ECSClient, Task } from '@aws-sdk/client-ecs';

export interface MigrationTask {
  cluster: string;
  taskDefinition: string;
  subnets: string[];
  securityGroup: string;
}

export interface Waiting {
  pollMs: number;
  timeoutMs: number;
}

/** Lambda ends after 15 minutes; the answer to CloudFormation needs a little of them. */
const WAITING: Waiting = { pollMs: 5000, timeoutMs: 14 * 60_000 };

/**
 * Runs the one-off task and waits for its end.
 * @throws Error that says why, where it was not started, ended with another code than 0, or went on for too long.
 */
export async function runMigration(
  client: Pick<ECSClient, 'send'>,
  task: MigrationTask,
  { pollMs, timeoutMs }: Waiting = WAITING,
): Promise<void> {
  const arn = await start(client, task);
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const { tasks } = await client.send(new DescribeTasksCommand({ cluster: task.cluster, tasks: [arn] }));
    const [state] = tasks ?? [];
    if (state?.lastStatus === 'STOPPED') return requireSuccess(state);
    if (Date.now() > deadline) throw new Error(`The migration ${arn} has not ended in ${timeoutMs / 60_000} minutes.`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

async function start(client: Pick<ECSClient, 'send'>, task: MigrationTask): Promise<string> {
  const { subnets, securityGroup, ...which } = task;
  const network = { subnets, securityGroups: [securityGroup], assignPublicIp: 'DISABLED' as const };
  const { tasks, failures } = await client.send(
    new RunTaskCommand({ ...which, launchType: 'FARGATE', networkConfiguration: { awsvpcConfiguration: network } }),
  );
  const arn = tasks?.[0]?.taskArn;
  if (!arn) throw new Error(`The migration was not started: ${failures?.[0]?.reason ?? 'ECS gave no reason'}.`);
  return arn;
}

function requireSuccess({ containers, stoppedReason }: Task): void {
  const exitCode = containers?.[0]?.exitCode;
  if (exitCode === 0) return;
  const ending = exitCode === undefined ? 'never ran' : `ended with code ${exitCode}`;
  throw new Error(`The migration ${ending} (${stoppedReason ?? 'no reason'}). Its log group says more.`);
}
