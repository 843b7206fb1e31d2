import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { EnvironmentStack } from '../environment-stack.js';

export interface AlarmOptions {
  metric: Metric;
  threshold: number;
  /** What it means and where to look. */
  description: string;
  /** Minutes in a row; default 5. */
  minutes?: number;
  below?: boolean;
  /** No data is bad news. */
  missingIsBreaching?: boolean;
}

/** Who is told, in one region, and the alarms that tell. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: EnvironmentStack, id: string) {
    super(scope, id);
    const { config } = scope;
    const key = new Key(this, 'Key', {
      description: `Alarms of ${config.name}`,
      enableKeyRotation: true,
      removalPolicy: scope.removalPolicy,
    });
    const services = [
      'cloudwatch.amazonaws.com',
      'budgets.amazonaws.com',
      'events.amazonaws.com',
      'backup.amazonaws.com',
    ];
    for (const service of services) key.grantEncryptDecrypt(new ServicePrincipal(service));
    this.topic = new Topic(this, 'Topic', {
      masterKey: key,
      enforceSSL: true,
      displayName: `Simulator ${config.name}`,
    });
    for (const service of services) {
      this.topic.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal(service)],
          actions: ['sns:Publish'],
          resources: [this.topic.topicArn],
          conditions: { StringEquals: { 'aws:SourceAccount': config.account } },
        }),
      );
    }
    this.topic.addSubscription(new EmailSubscription(config.observability.alarmEmail));
  }

  alarm(
    id: string,
    { metric, threshold, description, minutes = 5, below = false, missingIsBreaching }: AlarmOptions,
  ): Alarm {
    const alarm = new Alarm(this, id, {
      metric: metric.with({ period: Duration.minutes(1) }),
      threshold,
      alarmDescription: description,
      evaluationPeriods: minutes,
      comparisonOperator: below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: missingIsBreaching ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    return alarm;
  }
}
