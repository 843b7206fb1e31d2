// The two distributions do what the shared table says.
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  apiDomainBehaviour,
  behaviours,
  cacheControl,
  clientCertificateHeaders,
  pageHeaders,
  paths,
} from '@simulator/deployment';
import { synthesise } from './synthesis.js';
import type { Synthesis } from './synthesis.js';

let prod: Synthesis;
let switched: Synthesis;
beforeAll(() => {
  prod = synthesise('prod');
  switched = synthesise('switched');
}, 180_000);

interface CacheBehaviour {
  PathPattern?: string;
  TargetOriginId: string;
  AllowedMethods: string[];
  ViewerProtocolPolicy: string;
  CachePolicyId: string;
  ResponseHeadersPolicyId: { Ref: string };
  LambdaFunctionAssociations?: { EventType: string; LambdaFunctionARN: unknown }[];
  FunctionAssociations?: { EventType: string }[];
}
interface DistributionConfig {
  DefaultCacheBehavior: CacheBehaviour;
  CacheBehaviors: CacheBehaviour[];
  Origins: {
    Id: string;
    DomainName: unknown;
    VpcOriginConfig?: { VpcOriginId: unknown };
    OriginAccessControlId?: unknown;
  }[];
  OriginGroups: { Items: { Id: string; FailoverCriteria: { StatusCodes: { Items: number[] } } }[] };
  HttpVersion: string;
  ViewerMtlsConfig?: unknown;
}

function distribution(synthesis: Synthesis, host: 'simulator' | 'api'): DistributionConfig {
  const all = synthesis
    .resources('AWS::CloudFront::Distribution')
    .map(({ Properties }) => Properties.DistributionConfig);
  return all.find(({ Aliases }) => Aliases[0].startsWith(`${host}.`));
}
const behavioursOf = ({ DefaultCacheBehavior, CacheBehaviors }: DistributionConfig): CacheBehaviour[] => [
  DefaultCacheBehavior,
  ...(CacheBehaviors ?? []),
];

describe("the page's distribution", () => {
  test('has the paths of the shared table, in its order', () => {
    const patterns = distribution(prod, 'simulator').CacheBehaviors.map(({ PathPattern }) => PathPattern);
    expect(patterns).toEqual(behaviours.map(({ pattern }) => pattern));
  });

  test('sends each path to its origin: the buckets, or the API by the VPC origin under the name in its certificate', () => {
    const { CacheBehaviors, DefaultCacheBehavior, Origins } = distribution(prod, 'simulator');
    const originOf = ({ TargetOriginId }: CacheBehaviour): string => {
      const origin = Origins.find(({ Id }) => Id === TargetOriginId);
      return origin?.VpcOriginConfig ? String(origin.DomainName) : 'page';
    };
    expect(CacheBehaviors.map(originOf)).toEqual(
      behaviours.map(({ origin }) => (origin === 'api' ? 'api.internal.example.com' : 'page')),
    );
    expect(originOf(DefaultCacheBehavior)).toBe('page');
    const { VpcOriginConfig } = Origins.find((origin) => origin.VpcOriginConfig) ?? {};
    expect(prod.follow(VpcOriginConfig?.VpcOriginId, 'edge')).toBe(
      `service/${prod.only('AWS::CloudFront::VpcOrigin').id}.Id`,
    );
  });

  test('falls back to the replica in the second region', () => {
    const { OriginGroups, Origins } = distribution(prod, 'simulator');
    const buckets = Origins.filter(({ OriginAccessControlId }) => OriginAccessControlId).map(
      ({ DomainName }) => DomainName,
    );
    expect([...new Set(buckets)]).toEqual(
      [
        'simulator-prod-page-222222222222.s3.eu-central-1.amazonaws.com',
        'simulator-prod-page-replica-222222222222.s3.eu-west-1.amazonaws.com',
      ].map((name) => expect.stringContaining(name.split('.s3.')[0] ?? '')),
    );
    expect(OriginGroups.Items[0]?.FailoverCriteria.StatusCodes.Items).toEqual([500, 502, 503, 504]);
  });

  test('fails over where people read only: CloudFront refuses a group of origins for other methods', () => {
    const config = distribution(prod, 'simulator');
    const groups = config.OriginGroups.Items.map(({ Id }) => Id);
    for (const { TargetOriginId, AllowedMethods } of behavioursOf(config)) {
      if (groups.includes(TargetOriginId)) expect(AllowedMethods).toEqual(['GET', 'HEAD', 'OPTIONS']);
    }
    expect(groups).toContain(config.DefaultCacheBehavior.TargetOriginId);
  });

  test('runs the viewer-request function on every path, by version', () => {
    for (const behaviour of behavioursOf(distribution(prod, 'simulator'))) {
      expect(behaviour.LambdaFunctionAssociations).toEqual([
        { EventType: 'viewer-request', LambdaFunctionARN: { Ref: expect.stringContaining('CurrentVersion') } },
      ]);
    }
  });

  test('takes writing methods where the table says so only', () => {
    const writing = distribution(prod, 'simulator').CacheBehaviors.filter(({ AllowedMethods }) =>
      AllowedMethods.includes('POST'),
    );
    const expected = behaviours.filter(({ methods }) => methods === 'all').map(({ pattern }) => pattern);
    expect(writing.map(({ PathPattern }) => PathPattern)).toEqual(expected);
  });

  test('sends the page headers of the shared table with the page, and the caching of each path', () => {
    const { CacheBehaviors, DefaultCacheBehavior } = distribution(prod, 'simulator');
    const policies = prod.resources('AWS::CloudFront::ResponseHeadersPolicy');
    const headersOf = (behaviour: CacheBehaviour | undefined): unknown =>
      policies.find(({ id }) => id === behaviour?.ResponseHeadersPolicyId.Ref)?.Properties.ResponseHeadersPolicyConfig;
    const assets = CacheBehaviors.find(({ PathPattern }) => PathPattern === '/assets/*');
    const cases = [
      [DefaultCacheBehavior, cacheControl.revalidate],
      [assets, cacheControl.immutable],
    ] as const;
    for (const [behaviour, caching] of cases) {
      expect(headersOf(behaviour)).toMatchObject({
        SecurityHeadersConfig: {
          ContentSecurityPolicy: { ContentSecurityPolicy: pageHeaders['Content-Security-Policy'], Override: true },
          ContentTypeOptions: { Override: true },
          FrameOptions: { FrameOption: 'DENY' },
          ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
          StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000 },
        },
        CustomHeadersConfig: {
          Items: expect.arrayContaining([
            { Header: 'Cache-Control', Value: caching, Override: true },
            { Header: 'Permissions-Policy', Value: pageHeaders['Permissions-Policy'], Override: true },
          ]),
        },
      });
    }
  });

  test('answers in the clear nowhere, and neither does the API', () => {
    for (const host of ['simulator', 'api'] as const) {
      const policies = behavioursOf(distribution(prod, host)).map(({ ViewerProtocolPolicy }) => ViewerProtocolPolicy);
      expect(policies).not.toContain('allow-all');
      if (host === 'api') expect(new Set(policies)).toEqual(new Set(['https-only']));
    }
  });
});

describe("the API's distribution", () => {
  test('passes everything on, by its own name, caches nothing, and no login stands before it', () => {
    const { DefaultCacheBehavior, CacheBehaviors, Origins } = distribution(prod, 'api');
    expect(CacheBehaviors).toBeUndefined();
    expect(apiDomainBehaviour).toMatchObject({ pattern: '*', origin: 'api', methods: 'all' });
    expect(DefaultCacheBehavior.AllowedMethods).toContain('POST');
    const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
    expect(DefaultCacheBehavior.CachePolicyId).toBe(cachingDisabled);
    expect(DefaultCacheBehavior.LambdaFunctionAssociations).toBeUndefined();
    expect(DefaultCacheBehavior.FunctionAssociations).toEqual([
      expect.objectContaining({ EventType: 'viewer-request' }),
    ]);
    expect(Origins.map(({ DomainName }) => DomainName)).toEqual(['api.example.com']);
  });

  test('metrics stop at the load balancer, and so does a certificate that came by another way', () => {
    const rules = prod.resources('AWS::ElasticLoadBalancingV2::ListenerRule').map(({ Properties }) => Properties);
    expect(rules.map(({ Conditions, Actions }) => [Conditions, Actions[0].FixedResponseConfig.StatusCode])).toEqual([
      [[{ Field: 'path-pattern', PathPatternConfig: { Values: [paths.metrics, `${paths.metrics}/*`] } }], '404'],
      [
        [
          { Field: 'host-header', HostHeaderConfig: { Values: ['api.internal.example.com'] } },
          {
            Field: 'http-header',
            HttpHeaderConfig: { HttpHeaderName: clientCertificateHeaders.pem, Values: ['*'] },
          },
        ],
        '403',
      ],
    ]);
  });

  test('viewer mTLS where stations have certificates, which rules HTTP/3 out; off elsewhere', () => {
    expect(distribution(prod, 'api')).toMatchObject({ HttpVersion: 'http2', ViewerMtlsConfig: { Mode: 'optional' } });
    expect(prod.only('AWS::CloudFront::TrustStore').Properties.CaCertificatesBundleSource).toEqual({
      CaCertificatesBundleS3Location: {
        Bucket: 'example-station-authorities',
        Key: 'station-ca.pem',
        Region: 'eu-central-1',
      },
    });
    expect(distribution(switched, 'api')).toMatchObject({ HttpVersion: 'http2and3' });
    expect(distribution(switched, 'api').ViewerMtlsConfig).toBeUndefined();
    expect(distribution(prod, 'simulator').ViewerMtlsConfig).toBeUndefined();
  });

  test('tells the API what CloudFront says of a certificate, and passes no cookie', () => {
    const { Properties } = prod.only('AWS::CloudFront::OriginRequestPolicy');
    expect(Properties.OriginRequestPolicyConfig).toMatchObject({
      CookiesConfig: { CookieBehavior: 'none' },
      HeadersConfig: {
        HeaderBehavior: 'allViewerAndWhitelistCloudFront',
        Headers: expect.arrayContaining(['CloudFront-Viewer-Cert-Pem', 'CloudFront-Viewer-Cert-Serial-Number']),
      },
    });
  });

  test.each([
    ['prod', ['host', 'cloudfront-viewer-cert-subject']],
    ['switched', ['host']],
  ] as const)('takes forged certificate headers off, in %s', (name, kept) => {
    const code = synthesise(name).only('AWS::CloudFront::Function').Properties.FunctionCode as string;
    const headers = Object.fromEntries(
      [
        'host',
        'x-client-cert',
        'x-ssl-client-cert',
        'x-amzn-mtls-clientcert',
        'x-forwarded-client-cert',
        'cloudfront-viewer-cert-subject',
        'cloudfront-viewer-cert-pem',
      ].map((header) => [header, { value: 'x' }]),
    );
    const event = { request: { uri: '/ocpp/CS-1', headers } };
    const left = runInNewContext(`${code}; handler(event)`, { event }) as typeof event.request;
    expect(Object.keys(left.headers)).toEqual(kept);
  });
});

test("the page's buckets let one distribution read, and nobody else", () => {
  for (const stack of ['page', 'page-replica']) {
    const allowed = prod
      .resources('AWS::S3::BucketPolicy', stack)
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Effect, Principal }) => Effect === 'Allow' && Principal.Service !== 'logging.s3.amazonaws.com');
    expect(allowed).toHaveLength(1);
    const [{ Action, Principal, Condition }] = allowed;
    expect([Action, Principal]).toEqual([['s3:GetObject', 's3:ListBucket'], { Service: 'cloudfront.amazonaws.com' }]);
    expect(JSON.stringify(Condition.StringEquals['AWS:SourceArn'])).toContain('Fn::GetStackOutput');
  }
});

test('the login finds its key, issuer and client in a secret, since it has no variables', () => {
  const secret = prod.resources('AWS::SecretsManager::Secret', 'edge')[0]?.Properties;
  expect(secret.Name).toBe('simulator/prod/edge/login');
  expect(secret.GenerateSecretString).toMatchObject({ GenerateStringKey: 'sessionKey', PasswordLength: 64 });
  const template = JSON.stringify(secret.GenerateSecretString.SecretStringTemplate);
  for (const key of ['issuer', 'clientId']) expect(template).toContain(key);
});
