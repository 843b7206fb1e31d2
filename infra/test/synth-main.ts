// Synthesises one environment from source for the specs: `tsx test/synth-main.ts <file.json> <name> <root of the artefacts> [module]`.
// A module changes the app before the synth: its default export gets it.
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { addStacks } from '../src/add-stacks.js';
import { findArtefacts } from '../src/artefacts.js';
import { parseConfig } from '../src/config/environment-config.js';

const [file = '', name = '', root = '', change] = process.argv.slice(2);
const app = new App();
addStacks(app, parseConfig(name, JSON.parse(readFileSync(file, 'utf8'))), findArtefacts(root, name));
if (change) ((await import(change)) as { default: (app: App) => void }).default(app);
app.synth();
