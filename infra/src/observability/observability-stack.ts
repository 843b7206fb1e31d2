// What is watched, who is told, what it may cost, and the audit of the account.
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { EnvironmentStack } from '../environment-stack.js';
import { stationsPerTask } from '../service/api-service.js';
import { AlarmTopic } from './alarm-topic.js';
import { Audit } from './audit.js';
import { OperationsDashboard } from './dashboard.js';
import type { Watched } from './dashboard.js';

const GIB = 1024 ** 3;

export class ObservabilityStack extends EnvironmentStack {
  private readonly alarms: AlarmTopic;

  constructor(scope: Construct, watched: Watched) {
    super(scope, watched.config, 'observability');
    this.alarms = new AlarmTopic(this, 'AlarmTopic');
    this.watchApi(watched);
    this.watchDatabase(watched);
    this.watchEvents();
    new OperationsDashboard(this, 'Operations', watched);
    this.limitCost();
    new Audit(this, 'Audit', watched.config);
  }

  private watchApi({ config, service }: Watched): void {
    const { targets } = service.loadBalancer;
    const { service: tasks } = service.api;
    this.alarms.alarm('NoTask', {
      metric: targets.metrics.healthyHostCount({ statistic: Stats.MINIMUM }),
      threshold: 1,
      below: true,
      missingIsBreaching: true,
      minutes: 2,
      description: 'No task of the API is ready: docs/operations.md, "Bad release", "Instance corrupted"',
    });
    this.alarms.alarm('ServerErrors', {
      metric: targets.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, { statistic: Stats.SUM }),
      threshold: 20,
      description: 'The API answers 5xx: its log group says why',
    });
    this.alarms.alarm('Busy', {
      metric: tasks.metricCpuUtilization(),
      threshold: 85,
      minutes: 15,
      description: 'The tasks are busy although the service scales: raise api.maxTasks',
    });
    this.alarms.alarm('StationsGone', {
      metric: stationsPerTask(config.name),
      threshold: 0,
      below: true,
      missingIsBreaching: true,
      minutes: 10,
      description: 'No task has reported its stations for ten minutes',
    });
  }

  private watchDatabase({ config, data }: Watched): void {
    const { database } = data;
    this.alarms.alarm('DatabaseBusy', {
      metric: database.metricCPUUtilization(),
      threshold: 80,
      minutes: 15,
      description: 'The database is busy: Performance Insights names the statements',
    });
    this.alarms.alarm('DatabaseStorage', {
      metric: database.metricFreeStorageSpace({ statistic: Stats.MINIMUM }),
      threshold: Math.max(2, config.database.storageGiB / 10) * GIB,
      below: true,
      description: 'Storage runs out and has reached its limit: raise database.maxStorageGiB',
    });
    this.alarms.alarm('DatabaseMemory', {
      metric: database.metricFreeableMemory({ statistic: Stats.MINIMUM }),
      threshold: GIB / 8,
      below: true,
      minutes: 15,
      description: 'The database is short of memory: a larger database.instanceType',
    });
  }

  /** What happens once is no metric. */
  private watchEvents(): void {
    const { name } = this.config;
    const events = {
      FailedDeployment: { source: ['aws.ecs'], detail: { eventName: ['SERVICE_DEPLOYMENT_FAILED'] } },
      FailedBackup: { source: ['aws.backup'], detail: { state: ['FAILED', 'ABORTED', 'EXPIRED'] } },
      FailedRotation: {
        source: ['aws.secretsmanager'],
        detail: { eventName: ['RotationFailed', 'RotationAbandoned'] },
      },
      DatabaseEvent: { source: ['aws.rds'], detail: { EventCategories: ['failover', 'failure', 'recovery'] } },
    };
    for (const [id, eventPattern] of Object.entries(events)) {
      const message = RuleTargetInput.fromText(`simulator ${name}: ${id}: ${EventField.fromPath('$.detail')}`);
      new Rule(this, id, { eventPattern, targets: [new SnsTopic(this.alarms.topic, { message })] });
    }
  }

  private limitCost(): void {
    const { name, observability } = this.config;
    const subscribers = [{ subscriptionType: 'SNS', address: this.alarms.topic.topicArn }];
    const notify = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: { notificationType, threshold, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
      subscribers,
    });
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: `simulator-${name}`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: observability.monthlyBudgetUsd, unit: 'USD' },
      },
      notificationsWithSubscribers: [notify('ACTUAL', 80), notify('FORECASTED', 100)],
    });
  }
}
