// `npm run generate -w libs/api-client`: takes the API's OpenAPI document and writes the client's types. Build the API first.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { typesOf } from './types-of.mjs';

const generated = new URL('../src/generated/', import.meta.url);
const program = fileURLToPath(new URL('../../../apps/api/dist/open-api-document.js', import.meta.url));

const document = execFileSync(process.execPath, [program], { encoding: 'utf8' });
writeFileSync(new URL('openapi.json', generated), document);
writeFileSync(new URL('schema.ts', generated), await typesOf(JSON.parse(document)));
