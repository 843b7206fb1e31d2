// The two URLs. CloudFront takes their certificates, web ACLs and the login function from us-east-1 only.
import { CfnOutput, Validations } from 'aws-cdk-lib';
import type { IVpcOrigin, Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { Artefacts } from '../artefacts.js';
import { logBucket } from '../buckets/log-bucket.js';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { EDGE_REGION, EnvironmentStack } from '../environment-stack.js';
import type { LoginSettings } from '../identity/token-settings.js';
import { privateApiHost } from '../network/private-names.js';
import { EdgeAlarms } from '../observability/edge-alarms.js';
import { apiBehaviours } from './api-behaviours.js';
import { requireClientCertificates } from './client-certificates.js';
import { distributionBehaviours } from './distribution-behaviours.js';
import { LoginSecret } from './login-secret.js';
import { apiOrigin, pageOrigins } from './origins.js';
import { Site } from './site.js';
import { ViewerRequestFunction } from './viewer-request-function.js';

interface Props {
  vpcOrigin: IVpcOrigin;
  login: LoginSettings;
  artefacts: Artefacts;
}

export class EdgeStack extends EnvironmentStack {
  readonly page: Distribution;
  readonly api: Distribution;

  constructor(scope: Construct, config: EnvironmentConfig, { vpcOrigin, login, artefacts }: Props) {
    super(scope, config, 'edge', { region: EDGE_REGION });
    const { zoneName, hostedZoneId } = { zoneName: config.domain.name, ...config.domain };
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { zoneName, hostedZoneId });
    const shared = { config, zone, logs: logBucket(this, config, true) };
    const viewerRequest = new ViewerRequestFunction(this, 'ViewerRequest', {
      config,
      codeFolder: artefacts.viewerRequest,
      secret: new LoginSecret(this, 'Login', config, login).secret,
    });
    this.page = new Site(this, 'Page', {
      ...shared,
      host: config.hosts.page,
      behaviours: distributionBehaviours(this, {
        page: pageOrigins(this, config),
        api: apiOrigin(vpcOrigin, privateApiHost(config)),
        viewerRequest: viewerRequest.version,
      }),
      http3: true,
      rootObject: 'index.html',
    }).distribution;
    Validations.of(this.page).acknowledge({
      id: 'Annotation::@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac',
      reason: "The policies stand in the buckets' own stacks, which let this distribution read.",
    });
    this.api = new Site(this, 'Api', {
      ...shared,
      host: config.hosts.api,
      behaviours: apiBehaviours(this, config, apiOrigin(vpcOrigin, config.hosts.api)),
      http3: config.edge.clientCertificates === null,
    }).distribution;
    requireClientCertificates(this.api, config);
    new EdgeAlarms(this, 'Alarms', { config, distributions: { page: this.page, api: this.api } });

    new CfnOutput(this, 'PageUrl', { value: `https://${config.hosts.page}/` });
    new CfnOutput(this, 'ApiUrl', { value: `https://${config.hosts.api}/` });
    new CfnOutput(this, 'PageDistributionId', { value: this.page.distributionId });
  }
}
