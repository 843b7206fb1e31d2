// The API's own domain: machines with credentials of their own. No login stands before it, and no cookie passes.
import {
  CachePolicy,
  FunctionEventType,
  OriginRequestCookieBehavior,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  OriginRequestQueryStringBehavior,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import type { IOrigin } from 'aws-cdk-lib/aws-cloudfront';
import { apiDomainBehaviour, apiHeaders, clientCertificateHeaders } from '@simulator/deployment';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { stripForgedCertificates } from './client-certificates.js';
import { allowedMethods } from './distribution-behaviours.js';
import type { DistributionBehaviours } from './distribution-behaviours.js';
import { responseHeadersPolicy } from './response-headers.js';

export function apiBehaviours(scope: Construct, config: EnvironmentConfig, origin: IOrigin): DistributionBehaviours {
  return {
    defaultBehavior: {
      origin,
      allowedMethods: allowedMethods(apiDomainBehaviour),
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: requestPolicy(scope, config),
      responseHeadersPolicy: responseHeadersPolicy(scope, 'ApiDomainHeaders', apiHeaders, false),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      functionAssociations: [
        { eventType: FunctionEventType.VIEWER_REQUEST, function: stripForgedCertificates(scope, config) },
      ],
      compress: true,
    },
    additionalBehaviors: {},
  };
}

/** All headers, the host among them, so that the API knows its own URL; what CloudFront says of a client's certificate. */
function requestPolicy(scope: Construct, { name, edge }: EnvironmentConfig): OriginRequestPolicy {
  const ofCertificates = edge.clientCertificates ? Object.values(clientCertificateHeaders).map(asCloudFrontWrites) : [];
  return new OriginRequestPolicy(scope, 'ApiRequests', {
    originRequestPolicyName: `simulator-${name}-api`,
    headerBehavior: OriginRequestHeaderBehavior.all(...ofCertificates),
    queryStringBehavior: OriginRequestQueryStringBehavior.all(),
    cookieBehavior: OriginRequestCookieBehavior.none(),
  });
}

/** `cloudfront-viewer-cert-pem` → `CloudFront-Viewer-Cert-Pem`: the policy is particular about it. */
function asCloudFrontWrites(header: string): string {
  return header.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()).replace('Cloudfront', 'CloudFront');
}
