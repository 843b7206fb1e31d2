// After a rotation of the database's password. The former user stays valid until the next rotation, so no task is in a hurry.
import { ECSClient } from '@aws-sdk/client-ecs';
import { replaceTasks } from './replace-tasks.js';

const client = new ECSClient();

export async function handler(): Promise<void> {
  await replaceTasks(client, process.env);
}
