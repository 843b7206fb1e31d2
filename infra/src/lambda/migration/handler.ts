// Custom resource: brings the schema up to date before the tasks of a new image start (expand), and stops the deployment
// where it cannot.
import { ECSClient } from '@aws-sdk/client-ecs';
import { answerCloudFormation } from '../answer-cloudformation.js';
import type { CustomResourceEvent } from '../answer-cloudformation.js';
import { runMigration } from './run-migration.js';

const client = new ECSClient();

export async function handler(event: CustomResourceEvent): Promise<void> {
  await answerCloudFormation(event, 'migration', async () => {
    if (event.RequestType === 'Delete') return;
    const { Cluster, TaskDefinition, Subnets, SecurityGroup } = event.ResourceProperties;
    if (!Cluster || !TaskDefinition || !Subnets || !SecurityGroup) {
      throw new Error('Cluster, TaskDefinition, Subnets and SecurityGroup are needed.');
    }
    const task = {
      cluster: Cluster,
      taskDefinition: TaskDefinition,
      subnets: Subnets.split(','),
      securityGroup: SecurityGroup,
    };
    await runMigration(client, task);
  });
}
