// The synth as a whole: it refuses careless resources, and the facts of libs/deployment reach every template from one place.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  environmentNames,
  infra,
  readSynthesis,
  spawnSynth,
  synthesise,
  valuesOf,
  writeArtefacts,
} from './synthesis.js';

const folder = mkdtempSync(join(tmpdir(), 'infra-synth-'));
afterAll(() => rmSync(folder, { recursive: true }));

let words: string[];
beforeAll(() => {
  const file = join(folder, 'environment.json');
  const sandbox = valuesOf('sandbox');
  // A number that looks like no port.
  writeFileSync(file, JSON.stringify({ ...sandbox, edge: { ...sandbox.edge, requestsPer5Minutes: 2999 } }));
  words = [file, 'sandbox', writeArtefacts(folder)];
});

describe.each(environmentNames)('%s', (name) => {
  // The synth fails for findings of cdk-nag and of CloudFormation's own rules, so that its templates are the proof.
  test('synthesises offline, without a finding that is not explained', () => {
    expect(Object.keys(synthesise(name).stacks)).toEqual(
      expect.arrayContaining(['network', 'data', 'service', 'edge', 'page']),
    );
  }, 180_000);

  test('explains each acknowledged finding where it is, in words', () => {
    const explained = synthesise(name)
      .resources(/.*/)
      .flatMap((resource) => {
        const metadata = (
          resource as { Metadata?: { cdk_nag?: { rules_to_suppress: { id: string; reason: string }[] } } }
        ).Metadata;
        return (metadata?.cdk_nag?.rules_to_suppress ?? []).map((rule) => ({ ...rule, resource: resource.id }));
      });
    expect(explained.length).toBeGreaterThan(10);
    for (const { id, reason } of explained) expect([id, reason.length > 20]).toEqual([id, true]);
    // Rules about IAM are acknowledged for one finding at a time, never as a whole.
    for (const { id } of explained.filter(({ id }) => /IAM[45]/.test(id)))
      expect(id).toMatch(/\[.+\]|AwsSolutions-IAM4$/);
  }, 180_000);
});

test('a careless bucket, group and role are found', () => {
  const change = join(folder, 'careless.mjs');
  writeFileSync(
    change,
    `import { Stack } from '${join(infra, '../node_modules/aws-cdk-lib/index.js')}';
     import { Bucket } from '${join(infra, '../node_modules/aws-cdk-lib/aws-s3/index.js')}';
     import { PolicyStatement, Role, ServicePrincipal } from '${join(infra, '../node_modules/aws-cdk-lib/aws-iam/index.js')}';
     export default (app) => {
       const stack = app.node.children.find((child) => Stack.isStack(child));
       new Bucket(stack, 'Careless');
       const role = new Role(stack, 'Almighty', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
       role.addToPolicy(new PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));
     };`,
  );
  const { status, stderr, stdout } = spawnSynth([...words, change], join(folder, 'careless'));
  expect(status).toBe(1);
  for (const rule of ['AwsSolutions-S1', 'AwsSolutions-S10', 'AwsSolutions-IAM5'])
    expect(stdout + stderr).toContain(rule);
}, 180_000);

describe('another port, OCPP path and health URL, changed in libs/deployment alone', () => {
  const changed = { port: '4321', ocpp: '/stations', ready: '/up/ready' };
  let templates: string;

  beforeAll(() => {
    const copy = join(folder, 'deployment');
    cpSync(join(infra, '../libs/deployment/src'), copy, { recursive: true });
    writeFileSync(join(copy, 'package.json'), '{ "type": "module" }');
    const network = join(copy, 'network.ts');
    const text = readFileSync(network, 'utf8')
      .replace('API_PORT = 3000', `API_PORT = ${changed.port}`)
      .replace("ocpp: '/ocpp'", `ocpp: '${changed.ocpp}'`)
      .replace("healthReady: '/health/ready'", `healthReady: '${changed.ready}'`);
    writeFileSync(network, text);
    const hooks = `export const resolve = (name, context, next) =>
      next(name === '@simulator/deployment' ? '${new URL(`file://${copy}/index.ts`).href}' : name, context);`;
    const loader = join(folder, 'loader.mjs');
    writeFileSync(
      loader,
      `import { register } from 'node:module'; register('data:text/javascript,' + ${JSON.stringify(encodeURIComponent(hooks))});`,
    );
    const outdir = join(folder, 'changed');
    const { status, stderr } = spawnSynth(words, outdir, ['--import', loader]);
    if (status !== 0) throw new Error(stderr);
    templates = JSON.stringify(readSynthesis(outdir).stacks);
  }, 180_000);

  test('reach container, target group, groups, patterns, rules and the fleet, and leave nothing of the old', () => {
    const before = JSON.stringify(synthesise('sandbox').stacks);
    const pairs = [
      ['"ContainerPort":3000', `"ContainerPort":${changed.port}`],
      ['"FromPort":3000', `"FromPort":${changed.port}`],
      ['"Port":3000', `"Port":${changed.port}`],
      ['"Name":"PORT","Value":"3000"', `"Name":"PORT","Value":"${changed.port}"`],
      ['"PathPattern":"/ocpp/*"', `"PathPattern":"${changed.ocpp}/*"`],
      ['"SearchString":"/ocpp/"', `"SearchString":"${changed.ocpp}/"`],
      ['example.com/ocpp"', `example.com${changed.ocpp}"`],
      ['"HealthCheckPath":"/health/ready"', `"HealthCheckPath":"${changed.ready}"`],
    ];
    for (const [old = '', now = ''] of pairs) {
      expect([old, before.includes(old), templates.includes(old)]).toEqual([old, true, false]);
      expect([now, templates.includes(now)]).toEqual([now, true]);
    }
    expect(templates.match(/.{0,40}(\b3000\b|\/ocpp).{0,10}/g)).toBeNull();
  });
});
