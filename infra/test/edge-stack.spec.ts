import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { behaviours, cacheControl, pageHeaders } from '@simulator/deployment';
import { buildApp, writeArtefacts } from './synth-fixture.js';

const artefacts = writeArtefacts();
let sandbox: Template;
let prod: Template;

beforeAll(() => {
  sandbox = Template.fromStack(buildApp('sandbox', artefacts).edge);
  prod = Template.fromStack(buildApp('prod', artefacts).edge);
}, 180_000);
afterAll(() => rmSync(artefacts.root, { recursive: true }));

interface CacheBehaviour {
  PathPattern?: string;
  TargetOriginId: string;
  AllowedMethods: string[];
  ViewerProtocolPolicy: string;
  ResponseHeadersPolicyId: { Ref: string };
  LambdaFunctionAssociations: { EventType: string; LambdaFunctionARN: unknown }[];
}
interface DistributionConfig {
  DefaultCacheBehavior: CacheBehaviour;
  CacheBehaviors: CacheBehaviour[];
  Origins: { Id: string; DomainName: unknown; CustomOriginConfig?: object; S3OriginConfig?: object }[];
}

function distributionOf(template: Template): DistributionConfig {
  const [distribution] = Object.values(template.findResources('AWS::CloudFront::Distribution'));
  return distribution?.['Properties'].DistributionConfig;
}

describe('the distribution', () => {
  test('has the paths of the shared table, in its order', () => {
    const patterns = distributionOf(sandbox).CacheBehaviors.map(({ PathPattern }) => PathPattern);
    expect(patterns).toEqual(behaviours.map(({ pattern }) => pattern));
  });

  test('sends each path to its origin: the private bucket or the API over TLS', () => {
    const { CacheBehaviors, DefaultCacheBehavior, Origins } = distributionOf(sandbox);
    const originOf = ({ TargetOriginId }: CacheBehaviour): string => {
      const origin = Origins.find(({ Id }) => Id === TargetOriginId);
      return origin?.CustomOriginConfig === undefined ? 'page' : String(origin.DomainName);
    };
    const expected = behaviours.map(({ origin }) => (origin === 'api' ? 'api.sandbox.example.com' : 'page'));
    expect(CacheBehaviors.map(originOf)).toEqual(expected);
    expect(originOf(DefaultCacheBehavior)).toBe('page');
    expect(Origins.find(({ CustomOriginConfig }) => CustomOriginConfig)?.CustomOriginConfig).toMatchObject({
      OriginProtocolPolicy: 'https-only',
      OriginSSLProtocols: ['TLSv1.2'],
      OriginReadTimeout: 30,
    });
  });

  test('runs the viewer-request function on every path, by version', () => {
    const { CacheBehaviors, DefaultCacheBehavior } = distributionOf(sandbox);
    for (const behaviour of [DefaultCacheBehavior, ...CacheBehaviors]) {
      expect(behaviour.LambdaFunctionAssociations).toEqual([
        { EventType: 'viewer-request', LambdaFunctionARN: { Ref: expect.stringContaining('CurrentVersion') } },
      ]);
    }
  });

  test('answers in the clear nowhere', () => {
    const { CacheBehaviors, DefaultCacheBehavior } = distributionOf(sandbox);
    const policies = [DefaultCacheBehavior, ...CacheBehaviors].map(({ ViewerProtocolPolicy }) => ViewerProtocolPolicy);
    expect(policies).not.toContain('allow-all');
  });

  test('takes writing methods on the REST API only', () => {
    const { CacheBehaviors, DefaultCacheBehavior } = distributionOf(sandbox);
    const writing = [DefaultCacheBehavior, ...CacheBehaviors].filter(({ AllowedMethods }) =>
      AllowedMethods.includes('POST'),
    );
    expect(writing.map(({ PathPattern }) => PathPattern)).toEqual(['/api/*']);
  });

  test('sends the page headers of the shared table with the page, and the caching of each path', () => {
    const headersOf = (behaviour: CacheBehaviour | undefined): unknown =>
      sandbox.findResources('AWS::CloudFront::ResponseHeadersPolicy')[behaviour?.ResponseHeadersPolicyId.Ref ?? '']?.[
        'Properties'
      ].ResponseHeadersPolicyConfig;
    const { CacheBehaviors, DefaultCacheBehavior } = distributionOf(sandbox);
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
});

describe('the buckets', () => {
  test('block all public access', () => {
    const buckets = Object.values(sandbox.findResources('AWS::S3::Bucket'));
    expect(buckets).toHaveLength(2);
    for (const bucket of buckets) {
      expect(bucket['Properties'].PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    }
  });

  test('let CloudFront read the page, for this distribution only', () => {
    sandbox.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['s3:GetObject', 's3:ListBucket'],
            Effect: 'Allow',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Condition: { StringEquals: { 'AWS:SourceArn': Match.anyValue() } },
          }),
        ]),
      },
    });
  });

  test('outlive the stack in prod, not in the sandbox', () => {
    const policies = (template: Template): unknown[] =>
      Object.values(template.findResources('AWS::S3::Bucket')).map((bucket) => bucket['DeletionPolicy']);
    expect(policies(sandbox)).toEqual(['Delete', 'Delete']);
    expect(policies(prod)).toEqual(['Retain', 'Retain']);
  });
});

test('the viewer-request function keeps within the limits of CloudFront', () => {
  sandbox.hasResourceProperties('AWS::Lambda::Function', { Handler: 'index.handler', MemorySize: 128, Timeout: 5 });
  const functions = Object.values(sandbox.findResources('AWS::Lambda::Function'));
  const edge = functions.find(
    (each) => each['Properties'].Handler === 'index.handler' && each['Properties'].MemorySize === 128,
  );
  // Lambda@Edge refuses functions with environment variables.
  expect(edge?.['Properties']).not.toHaveProperty('Environment');
});

test('each environment goes to its own account and domain', () => {
  expect(distributionOf(prod)).toMatchObject({ Aliases: ['simulator.example.com'] });
  expect(distributionOf(sandbox)).toMatchObject({ Aliases: ['simulator.sandbox.example.com'] });
});
