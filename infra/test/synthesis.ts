// The templates of an environment, as specs read them. A synth takes seconds, so one is shared by all specs that want the same:
// it is kept in node_modules/.cache, under a hash of all that goes into it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EnvironmentValues } from '../src/config/schema.js';

export const infra = fileURLToPath(new URL('..', import.meta.url));
const workspace = join(infra, '..');
const cache = join(workspace, 'node_modules/.cache/simulator-infra');

export interface Resource {
  Type: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- templates have no types.
  Properties: any;
  DeletionPolicy?: string;
  DependsOn?: string[];
}
export interface Template {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown }>;
  Transform?: string[];
}
export interface StackManifest {
  /** `aws://account/region`. */
  environment: string;
  properties: { terminationProtection?: boolean };
}
export interface Found extends Resource {
  stack: string;
  id: string;
}

/** The committed environments, and one that turns every switch the other way. */
export type EnvironmentName = 'sandbox' | 'prod' | 'switched';
export const environmentNames: readonly EnvironmentName[] = ['sandbox', 'prod', 'switched'];

export function valuesOf(name: EnvironmentName): EnvironmentValues {
  const read = (file: string): EnvironmentValues =>
    JSON.parse(readFileSync(join(infra, `environments/${file}.json`), 'utf8'));
  if (name !== 'switched') return read(name);
  const prod = read('prod');
  return {
    ...prod,
    network: { ...prod.network, egress: 'nat' },
    edge: { ...prod.edge, clientCertificates: null },
    cache: { kind: 'serverless', maxGiB: 5 },
    identity: {
      kind: 'oidc',
      issuer: 'https://login.example.com',
      clientId: 'simulator',
      audience: 'https://api.example.com',
      audienceClaim: 'aud',
      rolesClaim: 'roles',
    },
    backup: { retentionDays: 7, lockDays: null, copyAccount: null },
    audit: { cloudTrail: false, config: false, guardDuty: false, securityHub: false },
  };
}

/** All templates of one environment. */
export class Synthesis {
  constructor(
    readonly stacks: Readonly<Record<string, Template>>,
    /** What the cloud assembly says of each stack. */
    readonly manifest: Readonly<Record<string, StackManifest>> = {},
  ) {}

  /** Resources of a type, such as `AWS::S3::Bucket`, of every stack or of one. */
  resources(type: string | RegExp, stack?: string): Found[] {
    return Object.entries(this.stacks).flatMap(([name, { Resources }]) =>
      Object.entries(Resources)
        .filter(([, resource]) => (typeof type === 'string' ? resource.Type === type : type.test(resource.Type)))
        .filter(() => stack === undefined || name === stack)
        .map(([id, resource]) => ({ ...resource, stack: name, id })),
    );
  }

  /** The only resource of the type. */
  only(type: string, stack?: string): Found {
    const [first, ...more] = this.resources(type, stack);
    if (!first || more.length > 0) throw new Error(`${more.length + (first ? 1 : 0)} resources are ${type}`);
    return first;
  }

  /** What a value refers to, through outputs of other stacks: `<stack>/<logical id>`, with its attribute; or the value itself. */
  follow(value: unknown, stack: string): string {
    if (typeof value !== 'object' || value === null) return String(value);
    const { Ref, 'Fn::GetAtt': attribute, 'Fn::GetStackOutput': output } = value as Record<string, never>;
    if (output) {
      const { StackName, OutputName } = output as { StackName: string; OutputName: string };
      const concern = Object.keys(this.stacks).find(
        (name) => StackName.endsWith(`-${name}`) && this.stacks[name]?.Outputs?.[OutputName],
      );
      return this.follow(this.stacks[concern ?? '']?.Outputs?.[OutputName]?.Value, concern ?? '');
    }
    if (attribute) return `${stack}/${(attribute as string[]).join('.')}`;
    return Ref ? `${stack}/${String(Ref)}` : JSON.stringify(value);
  }
}

/** Synthesises, or takes what another spec has synthesised from the same sources. */
export function synthesise(name: EnvironmentName): Synthesis {
  const folder = join(cache, `${hashOfSources()}-${name}`);
  for (const lock = `${folder}.lock`; !existsSync(folder);) {
    if (!takes(lock)) continue;
    try {
      if (!existsSync(folder)) runSynth(name, folder);
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return readSynthesis(folder);
}

export function readSynthesis(folder: string): Synthesis {
  const templates = readdirSync(folder).filter((file) => file.endsWith('.template.json'));
  const entries = templates.map((file) => [
    concernOf(basename(file, '.template.json')),
    JSON.parse(readFileSync(join(folder, file), 'utf8')) as Template,
  ]);
  const { artifacts } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, StackManifest & { type: string }>;
  };
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const manifest = Object.fromEntries(stacks.map(([name, stack]) => [concernOf(name), stack]));
  return new Synthesis(Object.fromEntries(entries), manifest);
}

/** simulator-prod-network → network */
const concernOf = (stackName: string): string => stackName.split('-').slice(2).join('-');

function runSynth(name: EnvironmentName, folder: string): void {
  forgetOld();
  const outdir = `${folder}.${process.pid}`;
  mkdirSync(outdir, { recursive: true });
  const file = join(outdir, 'environment.json');
  writeFileSync(file, JSON.stringify(valuesOf(name)));
  const { status, stderr } = spawnSynth([file, name, writeArtefacts(outdir)], outdir);
  if (status !== 0) {
    rmSync(outdir, { recursive: true });
    throw new Error(`The synth of ${name} failed: ${stderr}`);
  }
  renameSync(outdir, folder);
}

export interface SynthRun {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs test/synth-main.ts. `loader`: options of Node before the script. */
export function spawnSynth(words: string[], outdir: string, loader: string[] = []): SynthRun {
  const { context } = JSON.parse(readFileSync(join(infra, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };
  const script = [...loader, '--conditions=source', '--import', 'tsx', join(infra, 'test/synth-main.ts'), ...words];
  const env = {
    PATH: process.env['PATH'],
    HOME: outdir,
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify(context),
  };
  return spawnSync(process.execPath, script, { encoding: 'utf8', cwd: infra, env });
}

/** Stand-ins for what the builds of the apps leave. */
export function writeArtefacts(folder: string): string {
  const root = join(folder, 'artefacts');
  const bundles = [
    ...environmentNames.map((name) => `infra/dist/login/${name}`),
    ...['database-user', 'migration', 'new-deployment'].map((name) => `infra/dist/lambda/${name}`),
  ];
  for (const bundle of bundles) {
    mkdirSync(join(root, bundle), { recursive: true });
    writeFileSync(join(root, bundle, 'index.mjs'), `export const handler = async () => '${bundle}';`);
  }
  return root;
}

const sources = [
  'infra/src',
  'infra/environments',
  'infra/test/synth-main.ts',
  'infra/test/synthesis.ts',
  'libs/deployment/src',
];

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const source of [...sources, 'infra/cdk.json', 'package-lock.json']) {
    for (const file of filesOf(join(workspace, source))) hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
  return entries
    .map((entry) => join(path, entry))
    .filter((file) => /\.(ts|json)$/.test(file) && !file.endsWith('.spec.ts'));
}

/** What earlier sources gave: nobody asks for it any more. */
function forgetOld(): void {
  for (const entry of readdirSync(cache)) {
    const age = Date.now() - (statSync(join(cache, entry), { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 24 * 3_600_000) rmSync(join(cache, entry), { recursive: true, force: true });
  }
}

/** A folder is made by one process only. What was left by one that died is taken over. */
function takes(lock: string): boolean {
  mkdirSync(cache, { recursive: true });
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > 300_000) rmSync(lock, { recursive: true, force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    return false;
  }
}
