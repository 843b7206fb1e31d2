import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SynthError } from './synth-error.js';

/** Folders of build outputs that go to AWS. */
export interface Artefacts {
  /** The bundle of the viewer-request function, built for the environment: index.mjs and nothing else. */
  viewerRequest: string;
  /** Bundles of the functions in infra/src/lambda, index.mjs each. */
  functions: { databaseUser: string; migration: string; newDeployment: string };
}

/** The outputs of the builds for an environment, below the root of the workspace. */
export function findArtefacts(root: string, environment: string): Artefacts {
  const ownFunction = (name: string): string => requireFile(root, `infra/dist/lambda/${name}`, 'index.mjs');
  return {
    viewerRequest: requireFile(root, `infra/dist/login/${environment}`, 'index.mjs'),
    functions: {
      databaseUser: ownFunction('database-user'),
      migration: ownFunction('migration'),
      newDeployment: ownFunction('new-deployment'),
    },
  };
}

function requireFile(root: string, folder: string, file: string): string {
  if (existsSync(join(root, folder, file))) return join(root, folder);
  throw new SynthError(`${folder}/${file} is missing: run "npm run build" first.`);
}
