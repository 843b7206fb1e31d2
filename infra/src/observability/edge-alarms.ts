import { Stats, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import type { EnvironmentStack } from '../environment-stack.js';
import { AlarmTopic } from './alarm-topic.js';

/** CloudFront's metrics are in us-east-1, and so are the alarms on them. */
export function distributionMetric(distributionId: string, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/CloudFront',
    metricName,
    statistic,
    region: 'us-east-1',
    dimensionsMap: { DistributionId: distributionId, Region: 'Global' },
  });
}

interface Props {
  config: EnvironmentStack['config'];
  distributions: Record<'page' | 'api', Distribution>;
}

export class EdgeAlarms extends Construct {
  constructor(scope: EnvironmentStack, id: string, { distributions }: Props) {
    super(scope, id);
    const alarms = new AlarmTopic(scope, 'AlarmTopic');
    for (const [name, { distributionId }] of Object.entries(distributions)) {
      alarms.alarm(`${name}Errors`, {
        metric: distributionMetric(distributionId, '5xxErrorRate', Stats.AVERAGE),
        threshold: 5,
        description: `More than 5 % of the answers at the ${name}'s URL are 5xx: docs/operations.md, "Bad release" and "Zone lost"`,
      });
    }
  }
}
