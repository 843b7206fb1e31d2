// Holds the API to its OpenAPI document: every answer of it, and every request that it accepts, in every suite.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { METHODS } from '../src/http/common-answers.js';
import type { Method, Operation } from '../src/http/common-answers.js';
import type { Json } from './json.js';

/** Headers that mean something to a client: each is documented where it comes. */
const HEADERS = ['etag', 'location', 'retry-after', 'www-authenticate', 'preference-applied', 'allow'];
/** What the document speaks of. */
const DOCUMENTED = /^\/(api\/v1|health)(\/|$)/;

interface Endpoint {
  method: Method;
  template: string;
  pattern: RegExp;
  operation: Operation;
}

interface Exchange {
  request: IncomingMessage & { body?: unknown };
  response: ServerResponse;
  url: URL;
  text: string;
}

export class Contract {
  /** What was not as documented. */
  readonly violations: string[] = [];
  /** `operationId status` of every answer. */
  readonly exercised = new Set<string>();

  /** @param read is called once, when it is first needed. */
  constructor(private readonly read: () => OpenAPIObject) {}

  get endpoints(): Endpoint[] {
    return Documented.once(this.read).endpoints;
  }

  watch(server: Server): void {
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (!DOCUMENTED.test(url.pathname)) return;
      const text = bodyOf(response);
      // An event stream has no end: what begins it is checked when it is over, however that is.
      response.on('close', () => {
        if (!response.headersSent) return;
        if (!response.writableFinished && !isStream(response)) return;
        this.check({ request, response, url, text: isStream(response) ? '' : text() });
      });
    });
  }

  private check(exchange: Exchange): void {
    const { request, response, url } = exchange;
    const documented = Documented.once(this.read);
    const where = `${request.method ?? ''} ${request.url ?? ''} → ${response.statusCode}`;
    const endpoint = documented.find(request.method ?? '', url.pathname);
    const problems =
      typeof endpoint === 'string'
        ? documented.checkNoEndpoint(endpoint, exchange)
        : documented.checkAnswer(endpoint, exchange);
    if (typeof endpoint !== 'string') {
      this.exercised.add(`${endpoint.operation.operationId ?? ''} ${response.statusCode}`);
      if (response.statusCode < 300) problems.push(...documented.checkRequest(endpoint, exchange));
    }
    this.violations.push(...problems.map((problem) => `${where}: ${problem}`));
  }
}

const isStream = (response: ServerResponse): boolean =>
  String(response.getHeader('Content-Type')).startsWith('text/event-stream');

/** Listens to what is written; the result gives the text so far. */
function bodyOf(response: ServerResponse): () => string {
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown): void => {
    if (isStream(response)) return;
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string));
  };
  const write = response.write.bind(response) as (...parts: unknown[]) => boolean;
  const end = response.end.bind(response) as (...parts: unknown[]) => ServerResponse;
  response.write = ((...parts: unknown[]) => {
    keep(parts[0]);
    return write(...parts);
  }) as typeof response.write;
  response.end = ((...parts: unknown[]) => {
    keep(parts[0]);
    return end(...parts);
  }) as typeof response.end;
  return () => Buffer.concat(chunks).toString('utf8');
}

/** The document, ready to be asked. One for all APIs of a suite: it does not depend on their environment. */
class Documented {
  private static shared: Documented | undefined;
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, logger: false });
  private readonly coercing = new Ajv2020({ strict: false, allErrors: true, logger: false, coerceTypes: true });
  readonly endpoints: Endpoint[];

  static once(read: () => OpenAPIObject): Documented {
    Documented.shared ??= new Documented(read());
    return Documented.shared;
  }

  private constructor(private readonly document: OpenAPIObject) {
    for (const ajv of [this.ajv, this.coercing]) {
      formats.default(ajv);
      ajv.addSchema({ $id: 'document', components: closed(inDocument(document.components)) });
    }
    this.endpoints = Object.entries(document.paths).flatMap(([template, item]) =>
      METHODS.flatMap((method) => {
        const operation = item[method];
        const pattern = new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}/?$`);
        return operation === undefined ? [] : [{ method, template, pattern, operation }];
      }),
    );
  }

  /** The endpoint; or the status that says why there is none. */
  find(method: string, path: string): Endpoint | '404' | '405' | '204' {
    const atPath = this.endpoints.filter(({ pattern }) => pattern.test(path));
    const wanted = method === 'HEAD' ? 'get' : method.toLowerCase();
    const fitting = atPath.filter((endpoint) => endpoint.method === wanted);
    // A path of its own goes before one with a parameter in its place.
    const [best] = fitting.sort((a, b) => a.template.split('{').length - b.template.split('{').length);
    return best ?? (atPath.length === 0 ? '404' : method === 'OPTIONS' ? '204' : '405');
  }

  checkNoEndpoint(expected: '404' | '405' | '204', { response, text }: Exchange): string[] {
    const allow = response.getHeader('Allow') === undefined ? ['no Allow'] : [];
    if (String(response.statusCode) !== expected) return [`${expected} is due`];
    if (expected === '204') return allow;
    return [...(expected === '405' ? allow : []), ...this.checkBody({ $ref: '#/components/schemas/Problem' }, text)];
  }

  checkAnswer({ operation }: Endpoint, { request, response, text }: Exchange): string[] {
    const entry = operation.responses[String(response.statusCode)] as Json;
    if (entry === undefined) return ['the status is not documented'];
    const answer = entry.$ref === undefined ? entry : (this.document.components?.responses as Json)[lastOf(entry.$ref)];
    const problems = headerProblems(answer.headers ?? {}, response);
    const [type = ''] = String(response.getHeader('Content-Type') ?? '').split(';', 1);
    if (request.method === 'HEAD') return problems;
    if (answer.content === undefined) return text === '' ? problems : [...problems, 'a body is not documented'];
    const content = answer.content[type];
    if (content === undefined) return [...problems, `the type ${type} is not documented`];
    return type.endsWith('json') ? [...problems, ...this.checkBody(content.schema, text)] : problems;
  }

  /** What is accepted is documented. */
  checkRequest({ operation }: Endpoint, { request, url }: Exchange): string[] {
    return [...this.checkQuery(operation, url), ...this.checkRequestBody(operation, request.body)];
  }

  private checkRequestBody(operation: Operation, body: unknown): string[] {
    const documented = operation.requestBody as Json;
    const isEmpty = body === undefined || (typeof body === 'object' && Object.keys(body as object).length === 0);
    if (documented === undefined) return isEmpty ? [] : ['a body is accepted and not documented'];
    return this.failures(this.ajv, documented.content['application/json'].schema, body).map(
      (failure) => `accepts a body that is not as documented: ${failure}`,
    );
  }

  private checkQuery(operation: Operation, { searchParams }: URL): string[] {
    const documented = new Map(
      ((operation.parameters ?? []) as Json[]).filter((each) => each.in === 'query').map((each) => [each.name, each]),
    );
    const problems: string[] = [];
    for (const name of new Set(searchParams.keys())) {
      const schema = documented.get(name)?.schema;
      const values = searchParams.getAll(name);
      const value = schema?.type === 'array' ? values.flatMap((each) => each.split(',')) : values[0];
      if (schema === undefined) problems.push(`accepts the parameter ${name}, which is not documented`);
      else problems.push(...this.failures(this.coercing, objectOf(name, schema), { [name]: value }));
    }
    for (const [name, { required }] of documented) {
      if (required === true && !searchParams.has(name))
        problems.push(`does without ${name}, which is documented as required`);
    }
    return problems;
  }

  private checkBody(schema: object, text: string): string[] {
    try {
      return this.failures(this.ajv, schema, JSON.parse(text));
    } catch (error) {
      return [`the body is no JSON: ${String(error)}`];
    }
  }

  private readonly validators = new Map<string, ReturnType<Ajv2020['compile']>>();

  private failures(ajv: Ajv2020, schema: object, value: unknown): string[] {
    const key = `${ajv === this.ajv ? 'as it is' : 'coercing'} ${JSON.stringify(schema)}`;
    const validate = this.validators.get(key) ?? ajv.compile(closed(inDocument(schema)) as object);
    this.validators.set(key, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || 'the body'} ${message ?? ''} ${JSON.stringify(params)}`,
    );
  }
}

function headerProblems(documented: Json, response: ServerResponse): string[] {
  const names = Object.keys(documented).map((name) => name.toLowerCase());
  const missing = Object.entries(documented as Record<string, Json>)
    .filter(([name, { required }]) => required === true && response.getHeader(name) === undefined)
    .map(([name]) => `${name} is documented and missing`);
  const extra = HEADERS.filter((name) => response.getHeader(name) !== undefined && !names.includes(name));
  return [...missing, ...extra.map((name) => `${name} comes and is not documented`)];
}

const lastOf = (reference: string): string => reference.split('/').at(-1) ?? '';
const objectOf = (name: string, schema: object): object => ({ type: 'object', properties: { [name]: schema } });

/** The same, its references meaning the document. */
const inDocument = (schema: unknown): unknown =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components'));

/** The same, with nothing allowed that is not documented. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  const isObject = copy['type'] === 'object' && copy['properties'] !== undefined;
  return isObject && copy['additionalProperties'] === undefined ? { ...copy, additionalProperties: false } : copy;
}
