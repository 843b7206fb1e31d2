import { Duration } from 'aws-cdk-lib';
import { ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import type {
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseSecurityHeadersBehavior,
} from 'aws-cdk-lib/aws-cloudfront';
import { STRICT_TRANSPORT_SECURITY } from '@simulator/deployment';
import type { Headers } from '@simulator/deployment';
import type { Construct } from 'constructs';

type SecurityHeader = (value: string, override: boolean) => ResponseSecurityHeadersBehavior;

// CloudFront refuses these names among the custom headers.
const securityHeaders: Readonly<Record<string, SecurityHeader>> = {
  'Content-Security-Policy': (contentSecurityPolicy, override) => ({
    contentSecurityPolicy: { contentSecurityPolicy, override },
  }),
  'X-Content-Type-Options': (_nosniff, override) => ({ contentTypeOptions: { override } }),
  'X-Frame-Options': (value, override) => ({
    frameOptions: { frameOption: value as HeadersFrameOption, override },
  }),
  'Referrer-Policy': (value, override) => ({
    referrerPolicy: { referrerPolicy: value as HeadersReferrerPolicy, override },
  }),
};

/** A CloudFront policy that sends the headers, and HSTS. `override`: also where the origin sends its own. */
export function responseHeadersPolicy(
  scope: Construct,
  id: string,
  headers: Headers,
  override: boolean,
): ResponseHeadersPolicy {
  const { maxAgeS, includeSubdomains } = STRICT_TRANSPORT_SECURITY;
  let security: ResponseSecurityHeadersBehavior = {
    strictTransportSecurity: { accessControlMaxAge: Duration.seconds(maxAgeS), includeSubdomains, override: true },
  };
  const custom: { header: string; value: string; override: boolean }[] = [];
  for (const [header, value] of Object.entries(headers)) {
    const asSecurityHeader = securityHeaders[header];
    if (asSecurityHeader) security = { ...security, ...asSecurityHeader(value, override) };
    else custom.push({ header, value, override });
  }
  return new ResponseHeadersPolicy(scope, id, {
    securityHeadersBehavior: security,
    customHeadersBehavior: { customHeaders: custom },
  });
}
