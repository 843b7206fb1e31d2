import { Duration } from 'aws-cdk-lib';
import type { IOrigin, IVpcOrigin } from 'aws-cdk-lib/aws-cloudfront';
import { OriginGroup, S3BucketOrigin, VpcOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { UPSTREAM_CONNECT_TIMEOUT_MS, UPSTREAM_RESPONSE_TIMEOUT_MS } from '@simulator/deployment';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { pageBucketName, pageReplicaName } from '../page/bucket-names.js';

export interface PageOrigins {
  /** The page's bucket, and where that fails the replica in the second region. For reading only: CloudFront wants it so. */
  files: IOrigin;
  /** The bucket alone, for paths that take other methods; the login answers those itself. */
  primary: IOrigin;
}

export function pageOrigins(scope: Construct, config: EnvironmentConfig): PageOrigins {
  const buckets = new Construct(scope, 'PageBuckets');
  const origin = (id: string, bucketName: string, region: string): IOrigin =>
    S3BucketOrigin.withOriginAccessControl(Bucket.fromBucketAttributes(buckets, id, { bucketName, region }));
  const primary = origin('Primary', pageBucketName(config), config.region);
  const files = new OriginGroup({
    primaryOrigin: primary,
    fallbackOrigin: origin('Replica', pageReplicaName(config), config.replicaRegion),
    fallbackStatusCodes: [500, 502, 503, 504],
  });
  return { files, primary };
}

/**
 * The API: the internal load balancer through the VPC origin. `host`: a name in its certificate; the load balancer knows by it
 * which of the two URLs was asked for.
 */
export function apiOrigin(vpcOrigin: IVpcOrigin, host: string): IOrigin {
  return VpcOrigin.withVpcOrigin(vpcOrigin, {
    domainName: host,
    connectionTimeout: Duration.millis(UPSTREAM_CONNECT_TIMEOUT_MS),
    readTimeout: Duration.millis(UPSTREAM_RESPONSE_TIMEOUT_MS),
    keepaliveTimeout: Duration.seconds(60),
  });
}
