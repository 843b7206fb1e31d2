import { Validations } from 'aws-cdk-lib';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { Distribution, HttpVersion, PriceClass, SecurityPolicyProtocol } from 'aws-cdk-lib/aws-cloudfront';
import { ARecord, AaaaRecord, RecordTarget } from 'aws-cdk-lib/aws-route53';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import type { DistributionBehaviours } from './distribution-behaviours.js';
import { WebAcl } from './web-acl.js';

interface Props {
  config: EnvironmentConfig;
  host: string;
  zone: IHostedZone;
  behaviours: DistributionBehaviours;
  logs: IBucket;
  /** Viewer mTLS is not offered over HTTP/3. */
  http3: boolean;
  rootObject?: string;
}

const priceClasses = {
  '100': PriceClass.PRICE_CLASS_100,
  '200': PriceClass.PRICE_CLASS_200,
  All: PriceClass.PRICE_CLASS_ALL,
} as const;

/** One of the two URLs: its certificate, distribution, web ACL and records. */
export class Site extends Construct {
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, { config, host, zone, behaviours, logs, http3, rootObject }: Props) {
    super(scope, id);
    this.distribution = new Distribution(this, 'Distribution', {
      ...behaviours,
      defaultRootObject: rootObject,
      domainNames: [host],
      certificate: new Certificate(this, 'Certificate', {
        domainName: host,
        validation: CertificateValidation.fromDns(zone),
      }),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: http3 ? HttpVersion.HTTP2_AND_3 : HttpVersion.HTTP2,
      enableIpv6: true,
      priceClass: priceClasses[config.edge.priceClass],
      webAclId: new WebAcl(this, id, config).arn,
      logBucket: logs,
      logFilePrefix: `${id.toLowerCase()}/`,
      comment: `${host} (${config.name})`,
    });
    Validations.of(this.distribution).acknowledge({
      id: 'AwsSolutions-CFR1',
      reason: 'Stations, and those who test them, may be anywhere.',
    });
    const record = {
      zone,
      recordName: `${host}.`,
      target: RecordTarget.fromAlias(new CloudFrontTarget(this.distribution)),
    };
    new ARecord(this, 'A', record);
    new AaaaRecord(this, 'Aaaa', record);
  }
}
