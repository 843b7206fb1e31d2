import { Duration, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { logBucket, privateBucket } from '../buckets/log-bucket.js';
import type { EnvironmentConfig } from '../config/environment-config.js';

interface Props {
  config: EnvironmentConfig;
  bucketName: string;
  /** The one distribution that may read. */
  distributionArn: string;
}

/** How long a replaced or removed object can be brought back. */
const RECOVERABLE_DAYS = 90;

/** A bucket that holds the page: private, versioned, encrypted, logged; its versions are removed with MFA only. */
export class PageBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { config, bucketName, distributionArn }: Props) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      ...privateBucket(config.keepData),
      bucketName,
      serverAccessLogsBucket: logBucket(this, config),
      serverAccessLogsPrefix: 'page/',
      lifecycleRules: [
        {
          // Current objects stay: pages that are open still ask for old assets, and a rollback needs old releases.
          noncurrentVersionExpiration: Duration.days(RECOVERABLE_DAYS),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          expiredObjectDeleteMarker: true,
        },
      ],
    });
    this.letDistributionRead(distributionArn);
    this.denyRemovalWithoutMfa();
  }

  private letDistributionRead(distributionArn: string): void {
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
        // With the right to list, S3 says 404 for a missing file instead of 403.
        actions: ['s3:GetObject', 's3:ListBucket'],
        resources: [this.bucket.bucketArn, this.bucket.arnForObjects('*')],
        conditions: { StringEquals: { 'AWS:SourceArn': distributionArn } },
      }),
    );
  }

  /** Of the root user too. Lifecycle rules are S3's own and go on; CloudFormation may still change them. */
  private denyRemovalWithoutMfa(): void {
    const withoutMfa = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } };
    const { account } = Stack.of(this);
    const notCloudFormation = {
      ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/cdk-hnb659fds-cfn-exec-role-*` },
    };
    this.deny('RemoveWithMfaOnly', ['s3:DeleteObjectVersion', 's3:DeleteBucket'], withoutMfa);
    this.deny('ChangeVersionsWithMfaOnly', ['s3:PutBucketVersioning', 's3:PutLifecycleConfiguration'], {
      ...withoutMfa,
      ...notCloudFormation,
    });
  }

  private deny(sid: string, actions: string[], conditions: Record<string, object>): void {
    const resources = [this.bucket.bucketArn, this.bucket.arnForObjects('*')];
    const principals = [new AnyPrincipal()];
    this.bucket.addToResourcePolicy(
      new PolicyStatement({ sid, effect: Effect.DENY, principals, actions, resources, conditions }),
    );
  }
}
