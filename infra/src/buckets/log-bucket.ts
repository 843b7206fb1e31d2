import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { BucketProps } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';

/** No public access, TLS only, encrypted, versioned; removed with its stack (once it is empty) unless data is kept. */
export function privateBucket(keepData: boolean): BucketProps {
  return {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  };
}

/** Access logs of one region. `byAcl`: CloudFront writes its logs so. */
export function logBucket(scope: Construct, { keepData, logRetentionDays }: EnvironmentConfig, byAcl = false): Bucket {
  const logs = new Bucket(scope, 'AccessLogs', {
    ...privateBucket(keepData),
    ...(byAcl && { objectOwnership: ObjectOwnership.OBJECT_WRITER }),
    lifecycleRules: [
      {
        expiration: Duration.days(logRetentionDays),
        noncurrentVersionExpiration: Duration.days(1),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
  });
  Validations.of(logs).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'It is the log bucket: logging into itself would not end.',
  });
  return logs;
}
