import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SynthError } from './synth-error.js';

/** Folders of build outputs that go to AWS. */
export interface Artefacts {
  /** The built page, with its index.html. */
  page: string;
  /** The bundle of the viewer-request function: index.mjs and nothing else. */
  viewerRequest: string;
}

/** The outputs of the other apps' builds, below the root of the workspace. */
export function findArtefacts(root: string): Artefacts {
  return {
    page: requireFile(root, 'apps/simulator-ui/dist', 'index.html'),
    viewerRequest: requireFile(root, 'apps/edge-auth/dist/viewer-request', 'index.mjs'),
  };
}

function requireFile(root: string, folder: string, file: string): string {
  if (existsSync(join(root, folder, file))) return join(root, folder);
  throw new SynthError(`${folder}/${file} is missing: run "npm run build" first.`);
}
