import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmBehavior, AvailabilityZoneRebalancing, FargateService, Protocol } from 'aws-cdk-lib/aws-ecs';
import type { Cluster } from 'aws-cdk-lib/aws-ecs';
import { API_PORT } from '@simulator/deployment';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import type { NetworkStack } from '../network/network-stack.js';
import { metricsNamespace } from './api-variables.js';
import type { ApiVariables } from './api-variables.js';
import type { LoadBalancer } from './load-balancer.js';
import { RollbackAlarms } from './rollback-alarms.js';
import { TaskDefinition } from './task-definition.js';

interface Props {
  config: EnvironmentConfig;
  network: NetworkStack;
  cluster: Cluster;
  loadBalancer: LoadBalancer;
  variables: ApiVariables;
}

/** Mean over the tasks, since each reports its own number. */
export function stationsPerTask(environment: string): Metric {
  return new Metric({
    namespace: metricsNamespace(environment),
    metricName: 'ConnectedStations',
    statistic: Stats.AVERAGE,
    period: Duration.minutes(1),
  });
}

/** The tasks of the API: replaced without down time, brought back to the former release by themselves, scaled both ways. */
export class ApiService extends Construct {
  readonly service: FargateService;

  constructor(scope: Construct, id: string, { config, network, cluster, loadBalancer, variables }: Props) {
    super(scope, id);
    const task = new TaskDefinition(this, 'Api', {
      config,
      image: 'api',
      size: config.api,
      container: {
        environment: variables.plain,
        secrets: variables.injected,
        portMappings: [{ containerPort: API_PORT, protocol: Protocol.TCP }],
        dockerLabels: { settings: variables.label },
      },
    });
    const alarms = new RollbackAlarms(this, 'RollbackAlarms', { config, loadBalancer });
    this.service = new FargateService(this, 'Service', {
      cluster,
      taskDefinition: task.definition,
      vpcSubnets: network.privateSubnets,
      securityGroups: [network.groups.of('api')],
      assignPublicIp: false,
      // The new tasks are healthy before an old one is told to stop.
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      deploymentAlarms: { alarmNames: alarms.names, behavior: AlarmBehavior.ROLLBACK_ON_ALARM },
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.ENABLED,
      healthCheckGracePeriod: Duration.minutes(1),
    });
    this.service.attachToApplicationTargetGroup(loadBalancer.targets);
    this.service.node.addDependency(loadBalancer.listener, alarms);
    this.scale(config);
  }

  private scale({ name, api }: EnvironmentConfig): void {
    const scaling = this.service.autoScaleTaskCount({ minCapacity: api.minTasks, maxCapacity: api.maxTasks });
    // Fewer tasks means stations that have to connect again: not for a short lull.
    const cooldowns = { scaleOutCooldown: Duration.minutes(1), scaleInCooldown: Duration.minutes(15) };
    scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: api.targetCpuPercent, ...cooldowns });
    scaling.scaleToTrackCustomMetric('Stations', {
      metric: stationsPerTask(name),
      targetValue: api.targetStationsPerTask,
      ...cooldowns,
    });
  }
}
