import type { OpenAPIObject } from '@nestjs/swagger';
import { METHODS } from './common-answers.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Says of request bodies, and of what they contain, that fields beside the documented ones are refused. */
export function closeRequestBodies(document: OpenAPIObject): void {
  const schemas = document.components?.schemas ?? {};
  const bodies = Object.values(document.paths).flatMap((item) => METHODS.map((method) => item[method]?.requestBody));
  for (const name of namesIn(bodies.filter((body) => body !== undefined))) close(name, schemas);
}

function close(name: string, schemas: Schemas): void {
  const schema = schemas[name];
  if (schema === undefined || '$ref' in schema || schema.additionalProperties !== undefined) return;
  schema.additionalProperties = false;
  for (const inner of namesIn(schema)) close(inner, schemas);
}

/** The schemas to which a part of the document refers. */
const namesIn = (part: unknown): string[] =>
  [...JSON.stringify(part).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name = '']) => name);
