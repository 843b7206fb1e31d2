// The CDK app: `npm run synth`, or `npm run synth -- -c environment=prod -c apiImage=sha256:…`.
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { addStacks } from './add-stacks.js';
import { findArtefacts } from './artefacts.js';
import { readConfig } from './config/environment-config.js';
import { SynthError } from './synth-error.js';

const pathTo = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

try {
  const app = new App();
  const given = (key: string): string | undefined => app.node.tryGetContext(key) as string | undefined;
  const images = { apiImage: given('apiImage'), fleetImage: given('fleetImage') };
  const config = readConfig(pathTo('../environments'), given('environment'), images);
  addStacks(app, config, findArtefacts(pathTo('../..'), config.name));
  app.synth();
} catch (error) {
  if (!(error instanceof SynthError)) throw error;
  process.stderr.write(`Cannot synthesise: ${error.message}\n`);
  process.exit(1);
}
