import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';

/** A log group, one a service, whose lines end after the days of the environment. Encrypted by CloudWatch Logs. */
export function retainedLogs(
  scope: Construct,
  id: string,
  { logRetentionDays, keepData }: EnvironmentConfig,
  logGroupName?: string,
): LogGroup {
  return new LogGroup(scope, id, {
    retention: logRetentionDays,
    removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    logGroupName,
  });
}
