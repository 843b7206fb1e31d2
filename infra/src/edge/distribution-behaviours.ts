// Turns the shared table of paths into CloudFront behaviours.
import {
  AllowedMethods,
  CachePolicy,
  LambdaEdgeEventType,
  OriginRequestPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import type { BehaviorOptions, IOrigin, IResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import type { IVersion } from 'aws-cdk-lib/aws-lambda';
import { apiHeaders, behaviours, cacheControl, defaultBehaviour, pageHeaders } from '@simulator/deployment';
import type { Behaviour } from '@simulator/deployment';
import type { Construct } from 'constructs';
import type { PageOrigins } from './origins.js';
import { responseHeadersPolicy } from './response-headers.js';

interface Origins {
  page: PageOrigins;
  api: IOrigin;
  viewerRequest: IVersion;
}

type HeaderPolicies = Record<Behaviour['caching'], IResponseHeadersPolicy>;

export interface DistributionBehaviours {
  defaultBehavior: BehaviorOptions;
  additionalBehaviors: Record<string, BehaviorOptions>;
}

export function distributionBehaviours(scope: Construct, origins: Origins): DistributionBehaviours {
  const policies: HeaderPolicies = {
    none: responseHeadersPolicy(scope, 'ApiHeaders', apiHeaders, false),
    revalidate: pagePolicy(scope, 'PageHeaders', 'revalidate'),
    immutable: pagePolicy(scope, 'AssetHeaders', 'immutable'),
  };
  const translate = (behaviour: Behaviour): BehaviorOptions => ({
    ...originOptions(behaviour, origins),
    allowedMethods: allowedMethods(behaviour),
    responseHeadersPolicy: policies[behaviour.caching],
    edgeLambdas: [{ eventType: LambdaEdgeEventType.VIEWER_REQUEST, functionVersion: origins.viewerRequest }],
    compress: true,
  });
  return {
    defaultBehavior: translate(defaultBehaviour),
    additionalBehaviors: Object.fromEntries(behaviours.map((behaviour) => [behaviour.pattern, translate(behaviour)])),
  };
}

export function allowedMethods({ methods }: Behaviour): AllowedMethods {
  return methods === 'all' ? AllowedMethods.ALLOW_ALL : AllowedMethods.ALLOW_GET_HEAD_OPTIONS;
}

function pagePolicy(scope: Construct, id: string, caching: 'revalidate' | 'immutable'): IResponseHeadersPolicy {
  return responseHeadersPolicy(scope, id, { ...pageHeaders, 'Cache-Control': cacheControl[caching] }, true);
}

function originOptions({ origin, methods, caching }: Behaviour, origins: Origins): BehaviorOptions {
  if (origin === 'page') {
    return {
      origin: methods === 'read' ? origins.page.files : origins.page.primary,
      cachePolicy: caching === 'none' ? CachePolicy.CACHING_DISABLED : CachePolicy.CACHING_OPTIMIZED,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    };
  }
  return {
    origin: origins.api,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    // Not redirected: a station that sent its password in the clear should fail and be mended.
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
  };
}
