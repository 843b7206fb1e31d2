// `node infra/dist/estimate/main.js FOLDER…`: what the templates of synthesised environments cost, a folder each.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { estimate, formatEstimate } from './estimate.js';
import type { EstimateTemplate } from './estimate.js';

const SUFFIX = '.template.json';

for (const folder of process.argv.slice(2)) {
  const files = readdirSync(folder).filter((file) => file.endsWith(SUFFIX));
  const templates = files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as EstimateTemplate);
  // simulator-<environment>-network.template.json
  const environment = files[0]?.split('-')[1] ?? folder;
  process.stdout.write(`${formatEstimate(environment, estimate(templates))}\n\n`);
}
