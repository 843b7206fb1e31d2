// What runs: the load balancer, the tasks of the API, and the jobs beside them.
import { CfnOutput } from 'aws-cdk-lib';
import { Cluster, ContainerInsights } from 'aws-cdk-lib/aws-ecs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { Artefacts } from '../artefacts.js';
import type { EnvironmentConfig } from '../config/environment-config.js';
import type { DataStack } from '../data/data-stack.js';
import { EnvironmentStack } from '../environment-stack.js';
import type { TokenSettings } from '../identity/token-settings.js';
import type { NetworkStack } from '../network/network-stack.js';
import { retainedLogs } from '../observability/retained-logs.js';
import { ApiService } from './api-service.js';
import { ApiVariables } from './api-variables.js';
import { FleetTask } from './fleet-task.js';
import { LoadBalancer } from './load-balancer.js';
import { Migration } from './migration.js';
import { NewDeployment } from './new-deployment.js';

interface Props {
  network: NetworkStack;
  data: DataStack;
  tokens: TokenSettings;
  artefacts: Artefacts;
}

export class ServiceStack extends EnvironmentStack {
  readonly loadBalancer: LoadBalancer;
  readonly api: ApiService;

  constructor(scope: Construct, config: EnvironmentConfig, { network, data, tokens, artefacts }: Props) {
    super(scope, config, 'service');
    const clusterName = `simulator-${config.name}`;
    const insights = retainedLogs(this, 'Insights', config, `/aws/ecs/containerinsights/${clusterName}/performance`);
    const cluster = new Cluster(this, 'Cluster', {
      vpc: network.vpc,
      clusterName,
      containerInsightsV2: ContainerInsights.ENABLED,
    });
    cluster.node.addDependency(insights);
    this.loadBalancer = new LoadBalancer(this, 'LoadBalancer', { config, network });
    const variables = new ApiVariables(this, 'Variables', { config, data, tokens });
    const shared = { config, network, cluster, variables };
    const migration = new Migration(this, 'Migration', { ...shared, codeFolder: artefacts.functions.migration });
    this.api = new ApiService(this, 'Api', { ...shared, loadBalancer: this.loadBalancer });
    this.api.node.addDependency(migration);
    new NewDeployment(this, 'AfterRotation', {
      config,
      network,
      service: this.api.service,
      secret: data.databaseSecret,
      codeFolder: artefacts.functions.newDeployment,
    });
    new FleetTask(this, 'Fleet', { config, privateHost: this.loadBalancer.privateHost });
    this.recordRelease();
    new CfnOutput(this, 'ClusterName', { value: cluster.clusterName });
    new CfnOutput(this, 'FleetGroup', { value: network.groups.of('fleet').securityGroupId });
    const { subnetIds } = network.vpc.selectSubnets(network.privateSubnets);
    new CfnOutput(this, 'PrivateSubnets', { value: subnetIds.join(',') });
  }

  /** The history of the parameter is the list of releases that a rollback chooses from. */
  private recordRelease(): void {
    new StringParameter(this, 'Release', {
      parameterName: `/simulator/${this.config.name}/release/api`,
      stringValue: this.config.images.api,
      description: 'Digest of the image of the API that is deployed',
    });
  }
}
