// `npm run docs -w apps/api`: writes the table of the environment into docs/configuration.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { withEnvironmentTable } from './config/environment-table.js';

const DOCUMENT = new URL('../../../docs/configuration.md', import.meta.url);
writeFileSync(DOCUMENT, withEnvironmentTable(readFileSync(DOCUMENT, 'utf8')));
