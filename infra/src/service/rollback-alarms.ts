import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import type { LoadBalancer } from './load-balancer.js';

interface Props {
  config: EnvironmentConfig;
  loadBalancer: LoadBalancer;
}

/** Alarms that end a deployment and bring the former release back while they are in alarm. */
export class RollbackAlarms extends Construct {
  readonly names: string[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: Props,
  ) {
    super(scope, id);
    const { metrics } = props.loadBalancer.targets;
    const period = { period: Duration.minutes(1) };
    const errors = metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, { ...period, statistic: Stats.SUM });
    this.add('ServerErrors', errors, 10, 'The API answers 5xx');
    this.add(
      'UnhealthyTasks',
      metrics.unhealthyHostCount({ ...period, statistic: Stats.MINIMUM }),
      1,
      'A task is not ready',
    );
    const latency = metrics.targetResponseTime({ ...period, statistic: Stats.p(99) });
    this.add('SlowAnswers', latency, 5, 'The slowest answers take longer than 5 s');
  }

  private add(id: string, metric: IMetric, threshold: number, alarmDescription: string): void {
    // A name of its own: a reference to the alarm would make it depend on the service, and the service on it.
    const alarmName = `simulator-${this.props.config.name}-rollback-${id}`;
    new Alarm(this, id, {
      alarmName,
      alarmDescription,
      metric,
      threshold,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.names.push(alarmName);
  }
}
