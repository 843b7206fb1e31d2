import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { ECSClient } from '@aws-sdk/client-ecs';

/** Rolls the service over: its new tasks are given the secrets as they are now. */
export async function replaceTasks(
  client: Pick<ECSClient, 'send'>,
  { CLUSTER: cluster, SERVICE: service }: Record<string, string | undefined>,
): Promise<void> {
  if (!cluster || !service) throw new Error('CLUSTER and SERVICE must be set.');
  await client.send(new UpdateServiceCommand({ cluster, service, forceNewDeployment: true }));
}
