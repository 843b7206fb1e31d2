// What an endpoint may answer because of what it is (guarded, with a body, with an ETag), beside what it documents itself.
import type { OpenAPIObject } from '@nestjs/swagger';
import { retryAfterHeader } from './schema.js';

type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']>;
type Answer = Exclude<Operation['responses'][string], { $ref: string } | undefined>;

/** The methods that the API has. */
export const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
export type Method = (typeof METHODS)[number];

const problem = (description: string, headers?: Answer['headers']): Answer => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  ...(headers === undefined ? {} : { headers }),
});

const answers = {
  BadRequest: problem('The request is wrong; `errors` names the fields'),
  Unauthorized: problem('No valid bearer token', {
    'WWW-Authenticate': { required: true, schema: { type: 'string' } },
  }),
  Forbidden: problem('The token does not give the role that is needed'),
  ContentTooLarge: problem('The body is larger than 100 KB'),
  TooManyRequests: problem('Too many failed attempts to authenticate', retryAfterHeader),
  InternalServerError: problem('The server failed; its log says why, under the id in `X-Request-Id`'),
  ServiceUnavailable: problem('Not now; the same request may succeed later', retryAfterHeader),
};

const reference = (name: keyof typeof answers) => ({ $ref: `#/components/responses/${name}` });

/** Adds to each operation what it does not say itself. */
export function addCommonAnswers(document: OpenAPIObject): void {
  document.components = { ...document.components, responses: answers };
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      if (!isPublic(operation)) addRole(operation, method);
      operation.responses = { ...commonOf(operation), ...notModifiedOf(operation, method), ...operation.responses };
    }
  }
}

/** `security: [{}]`: no scheme is needed. */
const isPublic = ({ security }: Operation): boolean =>
  security?.some((scheme) => Object.keys(scheme).length === 0) ?? false;

function addRole(operation: Operation, method: Method): void {
  const extended = operation as Operation & { 'x-role'?: string };
  extended['x-role'] ??= method === 'get' ? 'viewer' : 'operator';
  operation.description = [operation.description, `Needs the role ${extended['x-role']}.`].filter(Boolean).join('\n\n');
}

function commonOf(operation: Operation): Operation['responses'] {
  const { parameters = [], requestBody } = operation;
  const hasInput = requestBody !== undefined || parameters.some((each) => 'in' in each && each.in !== 'header');
  return {
    ...(hasInput ? { 400: reference('BadRequest') } : {}),
    ...(isPublic(operation)
      ? {}
      : {
          401: reference('Unauthorized'),
          403: reference('Forbidden'),
          429: reference('TooManyRequests'),
          503: reference('ServiceUnavailable'),
        }),
    ...(requestBody === undefined ? {} : { 413: reference('ContentTooLarge') }),
    500: reference('InternalServerError'),
  };
}

/** RFC 9110 §13.1.2: who has it already, by its ETag, is told so. */
function notModifiedOf(operation: Operation, method: Method): Operation['responses'] {
  const ok = operation.responses['200'];
  const etag = ok !== undefined && 'headers' in ok ? ok.headers?.['ETag'] : undefined;
  if (method !== 'get' || etag === undefined) return {};
  operation.parameters = [
    ...(operation.parameters ?? []),
    { name: 'If-None-Match', in: 'header', required: false, schema: { type: 'string' } },
  ];
  return { 304: { description: 'It has not changed since it was read', headers: { ETag: etag } } };
}
