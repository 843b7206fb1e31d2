// The app as it is synthesised in specs: committed configuration and feature flags, stand-ins for the built files.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { addStacks } from '../src/add-stacks.js';
import type { Artefacts } from '../src/artefacts.js';
import { readConfig } from '../src/config/environment-config.js';

export const infra = fileURLToPath(new URL('..', import.meta.url));

export function writeArtefacts(): Artefacts & { root: string } {
  const root = mkdtempSync(join(tmpdir(), 'infra-artefacts-'));
  const page = join(root, 'apps/simulator-ui/dist');
  const viewerRequest = join(root, 'apps/edge-auth/dist/viewer-request');
  for (const folder of [page, viewerRequest]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html>');
  writeFileSync(
    join(viewerRequest, 'index.mjs'),
    'export const handler = async (event) => event.Records[0].cf.request;',
  );
  return { root, page, viewerRequest };
}

/** The synthesised files go below the root of the artefacts, which the spec removes. */
export function buildApp(
  environment: string,
  artefacts: ReturnType<typeof writeArtefacts>,
): ReturnType<typeof addStacks> & { app: App } {
  const { context } = JSON.parse(readFileSync(join(infra, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };
  const app = new App({ context, outdir: mkdtempSync(join(artefacts.root, 'out-')) });
  return { app, ...addStacks(app, readConfig(join(infra, 'environments'), environment), artefacts) };
}
