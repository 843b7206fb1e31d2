import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import { replaceTasks } from './replace-tasks.js';

test('rolls the named service over', async () => {
  const sent: unknown[] = [];
  const client = { send: async (command: UpdateServiceCommand) => sent.push(command.input) } as unknown as ECSClient;
  await replaceTasks(client, { CLUSTER: 'cluster', SERVICE: 'api' });
  expect(sent).toEqual([{ cluster: 'cluster', service: 'api', forceNewDeployment: true }]);
  await expect(replaceTasks(client, { CLUSTER: 'cluster' })).rejects.toThrow('SERVICE must be set');
});
