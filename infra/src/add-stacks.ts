import { Tags, Validations } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Artefacts } from './artefacts.js';
import { BackupCopyStack, BackupStack } from './backup/backup-stack.js';
import type { EnvironmentConfig } from './config/environment-config.js';
import { DataStack } from './data/data-stack.js';
import { DeliveryStack } from './delivery/delivery-stack.js';
import { EdgeStack } from './edge/edge-stack.js';
import { identityOf } from './identity/identity.js';
import { NetworkStack } from './network/network-stack.js';
import { ObservabilityStack } from './observability/observability-stack.js';
import { PageReplicaStack, PageStack } from './page/page-stack.js';
import { ServiceStack } from './service/service-stack.js';

/** All stacks of one environment, in the order in which they are deployed. Findings of cdk-nag without a stated reason make the synth fail. */
export function addStacks(app: App, config: EnvironmentConfig, artefacts: Artefacts): void {
  const delivery = new DeliveryStack(app, config);
  const network = new NetworkStack(app, config);
  const data = new DataStack(app, config, { network, artefacts });
  const { tokens, login } = identityOf(app, config);
  const service = new ServiceStack(app, config, { network, data, tokens, artefacts });
  // Its images must be there.
  service.addStackDependency(delivery);
  const { vpcOrigin } = service.loadBalancer;
  const edge = new EdgeStack(app, config, { vpcOrigin, login, artefacts });
  addPage(app, config, { data, edge });
  new ObservabilityStack(app, { config, data, service, edge });
  Tags.of(app).add('project', 'charging-station-simulator');
  Tags.of(app).add('environment', config.name);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { writeSuppressionsToCloudFormation: true }));
}

/** The page's buckets, and the backups, which cover them and the database. A replica stands before what is replicated into it. */
function addPage(app: App, config: EnvironmentConfig, { data, edge }: { data: DataStack; edge: EdgeStack }): void {
  const distribution = edge.page;
  const replica = new PageReplicaStack(app, config, { distribution });
  const page = new PageStack(app, config, { distribution });
  page.addStackDependency(replica);
  const { region, replicaRegion, backup } = config;
  const copies = [new BackupCopyStack(app, config, { concern: 'backup-copy', region: replicaRegion })];
  if (backup.copyAccount) {
    copies.push(new BackupCopyStack(app, config, { concern: 'backup-account', region, account: backup.copyAccount }));
  }
  const backups = new BackupStack(app, config, { data, page });
  for (const copy of copies) backups.addStackDependency(copy);
}
