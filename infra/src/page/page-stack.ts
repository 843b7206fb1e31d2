// The page's bucket, and its replica in a second region. `infra/tools/release-page.mjs` fills it.
import { CfnOutput, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { EnvironmentStack } from '../environment-stack.js';
import { pageBucketName, pageReplicaName } from './bucket-names.js';
import { PageBucket } from './page-bucket.js';

interface Props {
  distribution: { distributionArn: string; distributionId: string };
}

export class PageReplicaStack extends EnvironmentStack {
  constructor(scope: Construct, config: EnvironmentConfig, { distribution }: Props) {
    super(scope, config, 'page-replica', { region: config.replicaRegion });
    new PageBucket(this, 'Replica', {
      config,
      bucketName: pageReplicaName(config),
      distributionArn: distribution.distributionArn,
    });
  }
}

export class PageStack extends EnvironmentStack {
  readonly bucket: IBucket;

  constructor(scope: Construct, config: EnvironmentConfig, { distribution }: Props) {
    super(scope, config, 'page');
    const { bucket } = new PageBucket(this, 'Page', {
      config,
      bucketName: pageBucketName(config),
      distributionArn: distribution.distributionArn,
    });
    this.replicate(bucket);
    this.bucket = bucket;
    const parameterName = `/simulator/${config.name}/page/distribution`;
    new StringParameter(this, 'DistributionId', { parameterName, stringValue: distribution.distributionId });
    new CfnOutput(this, 'BucketName', { value: bucket.bucketName });
  }

  private replicate(bucket: Bucket): void {
    const replicaArn = `arn:aws:s3:::${pageReplicaName(this.config)}`;
    const replica = Bucket.fromBucketArn(this, 'Replica', replicaArn);
    const role = new Role(this, 'Replication', { assumedBy: new ServicePrincipal('s3.amazonaws.com') });
    const statements: [actions: string[], resource: string][] = [
      [['s3:GetReplicationConfiguration', 's3:ListBucket'], bucket.bucketArn],
      [
        ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'],
        bucket.arnForObjects('*'),
      ],
      [['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'], replica.arnForObjects('*')],
    ];
    for (const [actions, resource] of statements) {
      role.addToPolicy(new PolicyStatement({ effect: Effect.ALLOW, actions, resources: [resource] }));
    }
    const bucketResource = bucket.node.defaultChild as CfnBucket;
    bucketResource.replicationConfiguration = {
      role: role.roleArn,
      rules: [
        {
          id: 'whole-page',
          status: 'Enabled',
          priority: 1,
          filter: { prefix: '' },
          // A removal by mistake stays undone in the replica for want of the old object's version only.
          deleteMarkerReplication: { status: 'Enabled' },
          destination: {
            bucket: replicaArn,
            metrics: { status: 'Enabled', eventThreshold: { minutes: 15 } },
            replicationTime: { status: 'Enabled', time: { minutes: 15 } },
          },
        },
      ],
    };
    const reason = 'Replication means every object of these two buckets.';
    const id = this.getLogicalId(bucketResource);
    Validations.of(role).acknowledge(
      { id: `AwsSolutions-IAM5[Resource::<${id}.Arn>/*]`, reason },
      { id: `AwsSolutions-IAM5[Resource::${replicaArn}/*]`, reason },
    );
  }
}
