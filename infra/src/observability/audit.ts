import { Validations } from 'aws-cdk-lib';
import { Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { CfnConfigurationRecorder, CfnDeliveryChannel } from 'aws-cdk-lib/aws-config';
import { CfnDetector } from 'aws-cdk-lib/aws-guardduty';
import { CfnServiceLinkedRole, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnHub } from 'aws-cdk-lib/aws-securityhub';
import { Construct } from 'constructs';
import { logBucket } from '../buckets/log-bucket.js';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { retainedLogs } from './retained-logs.js';

/** Who did what, what changed, and what looks wrong: each by a switch, since an organisation may do it for its accounts. */
export class Audit extends Construct {
  constructor(scope: Construct, id: string, config: EnvironmentConfig) {
    super(scope, id);
    const { cloudTrail, guardDuty, securityHub, config: recordsChanges } = config.audit;
    if (cloudTrail || recordsChanges) {
      const bucket = logBucket(this, config);
      if (cloudTrail) this.recordCalls(bucket, config);
      if (recordsChanges) this.recordChanges(bucket, config);
    }
    if (guardDuty) new CfnDetector(this, 'GuardDuty', { enable: true, findingPublishingFrequency: 'FIFTEEN_MINUTES' });
    if (securityHub)
      new CfnHub(this, 'SecurityHub', { enableDefaultStandards: true, controlFindingGenerator: 'SECURITY_CONTROL' });
  }

  private recordCalls(bucket: Bucket, config: EnvironmentConfig): void {
    new Trail(this, 'Trail', {
      bucket,
      s3KeyPrefix: 'trail',
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableFileValidation: true,
      sendToCloudWatchLogs: true,
      cloudWatchLogGroup: retainedLogs(this, 'TrailLogs', config),
    });
  }

  private recordChanges(bucket: Bucket, { account }: EnvironmentConfig): void {
    const principal = new ServicePrincipal('config.amazonaws.com');
    const conditions = { StringEquals: { 'AWS:SourceAccount': account } };
    const allow = (actions: string[], resource: string, more: object = {}): void => {
      const statement = { principals: [principal], actions, resources: [resource] };
      bucket.addToResourcePolicy(
        new PolicyStatement({ ...statement, conditions: { StringEquals: { ...conditions.StringEquals, ...more } } }),
      );
    };
    allow(['s3:GetBucketAcl', 's3:ListBucket'], bucket.bucketArn);
    allow(['s3:PutObject'], bucket.arnForObjects(`config/AWSLogs/${account}/*`), {
      's3:x-amz-acl': 'bucket-owner-full-control',
    });
    const role = new CfnServiceLinkedRole(this, 'ConfigRole', { awsServiceName: 'config.amazonaws.com' });
    const roleArn = `arn:aws:iam::${account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`;
    const recorder = new CfnConfigurationRecorder(this, 'Recorder', {
      roleArn,
      recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
    });
    recorder.addResourceDependency(role);
    new CfnDeliveryChannel(this, 'Delivery', { s3BucketName: bucket.bucketName, s3KeyPrefix: 'config' });
    Validations.of(recorder).acknowledge({ id: 'AwsSolutions-IAM4', reason: "AWS Config's own service-linked role." });
  }
}
