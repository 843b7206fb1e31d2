// The simulator's own domain: the page in a private bucket, CloudFront before it, the API behind the same domain.
import { CfnOutput, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AccessLevel,
  Distribution,
  HttpVersion,
  OriginProtocolPolicy,
  SecurityPolicyProtocol,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Bucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { UPSTREAM_CONNECT_TIMEOUT_MS, UPSTREAM_RESPONSE_TIMEOUT_MS } from '@simulator/deployment';
import type { Construct } from 'constructs';
import type { Artefacts } from '../artefacts.js';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { distributionBehaviours } from './distribution-behaviours.js';
import { PageUpload } from './page-upload.js';
import { privateBucket } from './private-bucket.js';
import { ViewerRequestFunction } from './viewer-request-function.js';

export interface EdgeStackProps {
  config: EnvironmentConfig;
  artefacts: Artefacts;
}

export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, { config, artefacts }: EdgeStackProps) {
    // CloudFront takes certificates and functions from us-east-1 only.
    super(scope, id, { env: { account: config.account, region: 'us-east-1' } });

    const logs = this.createLogBucket(config);
    const page = new Bucket(this, 'Page', {
      ...privateBucket(config.keepData),
      serverAccessLogsBucket: logs,
      serverAccessLogsPrefix: 'page-bucket/',
    });
    const distribution = this.createDistribution(config, artefacts, { page, logs });
    new PageUpload(this, 'PageUpload', { folder: artefacts.page, bucket: page, distribution });

    new CfnOutput(this, 'PageUrl', { value: `https://${config.page.domainName}/` });
    new CfnOutput(this, 'DistributionDomainName', { value: distribution.distributionDomainName });
  }

  private createLogBucket({ keepData, logRetentionDays }: EnvironmentConfig): Bucket {
    const logs = new Bucket(this, 'AccessLogs', {
      ...privateBucket(keepData),
      // CloudFront writes its logs by ACL.
      objectOwnership: ObjectOwnership.OBJECT_WRITER,
      lifecycleRules: [{ expiration: Duration.days(logRetentionDays) }],
    });
    Validations.of(logs).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It is the log bucket: logging into itself would not end.',
    });
    return logs;
  }

  private createDistribution(
    config: EnvironmentConfig,
    artefacts: Artefacts,
    buckets: { page: IBucket; logs: IBucket },
  ): Distribution {
    const viewerRequest = new ViewerRequestFunction(this, 'ViewerRequest', { codeFolder: artefacts.viewerRequest });
    const distribution = new Distribution(this, 'Distribution', {
      ...distributionBehaviours(this, {
        // With the right to list, S3 says 404 for a missing file instead of 403.
        page: S3BucketOrigin.withOriginAccessControl(buckets.page, {
          originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
        }),
        api: new HttpOrigin(config.api.domainName, {
          protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
          connectionTimeout: Duration.millis(UPSTREAM_CONNECT_TIMEOUT_MS),
          readTimeout: Duration.millis(UPSTREAM_RESPONSE_TIMEOUT_MS),
        }),
        viewerRequest: viewerRequest.version,
      }),
      defaultRootObject: 'index.html',
      domainNames: [config.page.domainName],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', config.page.certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: HttpVersion.HTTP2_AND_3,
      logBucket: buckets.logs,
      logFilePrefix: 'cloudfront/',
    });
    Validations.of(distribution).acknowledge(
      {
        id: 'Annotation::@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
        reason: 'The root object is set, so that a listing is never asked for.',
      },
      { id: 'AwsSolutions-CFR1', reason: 'Testers of charging stations may be anywhere.' },
      {
        id: 'AwsSolutions-CFR2',
        reason: 'A web ACL has a monthly price; what may pass is decided by the viewer-request function.',
      },
    );
    return distribution;
  }
}
