import { Duration } from 'aws-cdk-lib';
import type { IOrigin, IVpcOrigin } from 'aws-cdk-lib/aws-cloudfront';
import { OriginGroup, S3BucketOrigin, VpcOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { UPSTREAM_CONNECT_TIMEOUT_MS, UPSTREAM_RESPONSE_TIMEOUT_MS } from '@simulator/deployment';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { pageBucketName, pageReplicaName } from '../page/bucket-names.js';

/** The page: its bucket, and where that fails the replica in the second region. */
export function pageOrigin(scope: Construct, config: EnvironmentConfig): IOrigin {
  const buckets = new Construct(scope, 'PageBuckets');
  const origin = (id: string, bucketName: string, region: string): IOrigin =>
    S3BucketOrigin.withOriginAccessControl(Bucket.fromBucketAttributes(buckets, id, { bucketName, region }));
  return new OriginGroup({
    primaryOrigin: origin('Primary', pageBucketName(config), config.region),
    fallbackOrigin: origin('Replica', pageReplicaName(config), config.replicaRegion),
    fallbackStatusCodes: [500, 502, 503, 504],
  });
}

/** The API: the internal load balancer through the VPC origin, by the name in its certificate. */
export function apiOrigin(vpcOrigin: IVpcOrigin, { hosts }: EnvironmentConfig): IOrigin {
  return VpcOrigin.withVpcOrigin(vpcOrigin, {
    domainName: hosts.api,
    connectionTimeout: Duration.millis(UPSTREAM_CONNECT_TIMEOUT_MS),
    readTimeout: Duration.millis(UPSTREAM_RESPONSE_TIMEOUT_MS),
    keepaliveTimeout: Duration.seconds(60),
  });
}
