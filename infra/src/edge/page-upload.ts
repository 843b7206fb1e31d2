import { Stack, Validations } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';

/** Uploads the built page on deploy. Old assets stay: a page that is open in a browser still asks for them. */
export class PageUpload extends Construct {
  constructor(scope: Construct, id: string, props: { folder: string; bucket: Bucket; distribution: Distribution }) {
    super(scope, id);
    const upload = new BucketDeployment(this, 'Files', {
      sources: [Source.asset(props.folder)],
      destinationBucket: props.bucket,
      distribution: props.distribution,
      distributionPaths: ['/*'],
      prune: false,
    });
    acknowledgeGrants(upload, props.bucket);
  }
}

/** The CDK writes this function and its role. What it may do is limited to the two buckets; the reasons name the rest. */
function acknowledgeGrants(upload: BucketDeployment, bucket: Bucket): void {
  const stack = Stack.of(upload);
  const bucketId = stack.getLogicalId(bucket.node.defaultChild as CfnBucket);
  const assets = `cdk-hnb659fds-assets-${stack.account}-${stack.region}`;
  const grants = ['s3:GetBucket*', 's3:GetObject*', 's3:List*', 's3:Abort*', 's3:DeleteObject*'].map(
    (action) => `Action::${action}`,
  );
  const objects = [`Resource::arn:aws:s3:::${assets}/*`, `Resource::<${bucketId}.Arn>/*`];
  const basicExecution = 'Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  Validations.of(upload.handlerRole).acknowledge(
    { id: `AwsSolutions-IAM4[${basicExecution}]`, reason: 'It allows writing logs and nothing else.' },
    ...[...grants, ...objects].map((finding) => ({
      id: `AwsSolutions-IAM5[${finding}]`,
      reason: 'Uploading a folder means every object of these two buckets.',
    })),
    {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'CloudFront invalidations are granted by the CDK for any distribution.',
    },
  );
  // The function is a singleton of the stack: it stands beside its role.
  const uploader = upload.handlerRole.node.scope;
  if (uploader)
    Validations.of(uploader).acknowledge({ id: 'AwsSolutions-L1', reason: 'Its runtime is the choice of the CDK.' });
}
