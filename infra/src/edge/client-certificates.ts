import { CfnTrustStore, Function as EdgeFunction, FunctionCode, FunctionRuntime } from 'aws-cdk-lib/aws-cloudfront';
import type { CfnDistribution, Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { clientCertificateHeaders } from '@simulator/deployment';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';

/** Where other proxies put certificates: never CloudFront's, so always a forgery here. */
const FORGED_PREFIXES = [
  'x-client-cert',
  'x-ssl-',
  'ssl-client-',
  'x-amzn-mtls-',
  'x-forwarded-client-cert',
  'client-cert',
];

/**
 * A CloudFront function that takes forged certificate headers off each request. CloudFront shows its functions no PEM of its own, so
 * one that they see is a forgery; without viewer mTLS its other names are, too.
 */
export function stripForgedCertificates(scope: Construct, { name, edge }: EnvironmentConfig): EdgeFunction {
  const prefixes = [
    ...FORGED_PREFIXES,
    edge.clientCertificates ? clientCertificateHeaders.pem : 'cloudfront-viewer-cert',
  ];
  return new EdgeFunction(scope, 'StripForgedCertificates', {
    functionName: `simulator-${name}-strip-forged-certificates`,
    comment: 'Removes certificate headers that a client made up',
    runtime: FunctionRuntime.JS_2_0,
    code: FunctionCode.fromInline(stripCode(prefixes)),
  });
}

/** CloudFront functions have a JavaScript of their own; a spec runs this text. */
export function stripCode(prefixes: readonly string[]): string {
  return [
    `const prefixes = ${JSON.stringify(prefixes)};`,
    'function handler(event) {',
    '  const { request } = event;',
    '  for (const name of Object.keys(request.headers)) {',
    '    if (prefixes.some((prefix) => name.startsWith(prefix))) delete request.headers[name];',
    '  }',
    '  return request;',
    '}',
  ].join('\n');
}

/** Viewer mTLS, for which the CDK has no construct of its own yet. It rules HTTP/3 out. */
export function requireClientCertificates(distribution: Distribution, { name, edge, region }: EnvironmentConfig): void {
  const { clientCertificates } = edge;
  if (!clientCertificates) return;
  const trustStore = new CfnTrustStore(distribution, 'StationAuthorities', {
    name: `simulator-${name}-station-authorities`,
    caCertificatesBundleSource: {
      caCertificatesBundleS3Location: {
        bucket: clientCertificates.authorityBucket,
        key: clientCertificates.authorityKey,
        region,
      },
    },
  });
  (distribution.node.defaultChild as CfnDistribution).addPropertyOverride('DistributionConfig.ViewerMtlsConfig', {
    Mode: clientCertificates.mode,
    TrustStoreConfig: { TrustStoreId: trustStore.attrId, AdvertiseTrustStoreCaNames: false },
  });
}
