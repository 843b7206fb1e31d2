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
import type { BehaviorOptions, IOrigin } from 'aws-cdk-lib/aws-cloudfront';
import { apiHeaders, behaviours } from '@simulator/deployment';
import type { Behaviour } from '@simulator/deployment';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { VIEWER_CERTIFICATE_HEADERS, stripForgedCertificates } from './client-certificates.js';
import { allowedMethods } from './distribution-behaviours.js';
import type { DistributionBehaviours } from './distribution-behaviours.js';
import { responseHeadersPolicy } from './response-headers.js';

/** What no pattern of the table matches is the API's to refuse. */
const otherPaths: Behaviour = { pattern: '*', origin: 'api', methods: 'read', caching: 'none' };

export function apiBehaviours(scope: Construct, config: EnvironmentConfig, origin: IOrigin): DistributionBehaviours {
  const shared: BehaviorOptions = {
    origin,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    originRequestPolicy: requestPolicy(scope, config),
    responseHeadersPolicy: responseHeadersPolicy(scope, 'ApiDomainHeaders', apiHeaders, false),
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    functionAssociations: [
      { eventType: FunctionEventType.VIEWER_REQUEST, function: stripForgedCertificates(scope, config) },
    ],
    compress: true,
  };
  const translate = (behaviour: Behaviour): BehaviorOptions => ({
    ...shared,
    allowedMethods: allowedMethods(behaviour),
  });
  const ofApi = behaviours.filter((behaviour) => behaviour.origin === 'api');
  return {
    defaultBehavior: translate(otherPaths),
    additionalBehaviors: Object.fromEntries(ofApi.map((behaviour) => [behaviour.pattern, translate(behaviour)])),
  };
}

/** All headers, the host among them, so that the API knows its own URL; what CloudFront says of a client's certificate. */
function requestPolicy(scope: Construct, { name, edge }: EnvironmentConfig): OriginRequestPolicy {
  const ofCertificates = edge.clientCertificates ? VIEWER_CERTIFICATE_HEADERS : [];
  return new OriginRequestPolicy(scope, 'ApiRequests', {
    originRequestPolicyName: `simulator-${name}-api`,
    headerBehavior: OriginRequestHeaderBehavior.all(...ofCertificates),
    queryStringBehavior: OriginRequestQueryStringBehavior.all(),
    cookieBehavior: OriginRequestCookieBehavior.none(),
  });
}
