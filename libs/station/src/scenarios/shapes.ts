// A small language for the shape of JSON data. The one table of shapes makes the types, the checks and the JSON schema.
import type { JsonPath } from './json-document.js';

export type Node =
  | { kind: 'text'; values?: readonly string[]; maxLength?: number; problem?: (text: string) => string | null }
  | { kind: 'number'; integer: boolean; least?: number; most?: number; values?: readonly number[] }
  | { kind: 'flag' }
  | { kind: 'any' }
  | { kind: 'nothing' }
  | { kind: 'list'; of: Node; least: number }
  | { kind: 'map'; of: Node }
  | RecordNode
  /** A record whose member `by` tells which case it is. */
  | { kind: 'choice'; by: string; cases: Readonly<Record<string, RecordNode>> }
  /** A record of the first kind of which the leading member is there. */
  | { kind: 'headed'; heads: Readonly<Record<string, Node>> }
  | { kind: 'either'; of: readonly Node[]; wanted: string }
  | { kind: 'named'; name: string; get: () => Node };

export interface RecordNode {
  kind: 'record';
  fields: Readonly<Record<string, FieldNode>>;
}

export interface FieldNode {
  node: Node;
  required: boolean;
  about: string;
}

/** A shape of values of type T; the type lives only in the compiler. */
export type Shape<T> = Node & { readonly '~type'?: T };
type AnyShape = Node & { readonly '~type'?: unknown };
export type TypeOf<S> = S extends { readonly '~type'?: infer T } ? Exclude<T, undefined> : never;

export type Field<T, O extends boolean> = FieldNode & { readonly '~type'?: T; readonly '~optional'?: O };
type Fields = Readonly<Record<string, FieldNode & { readonly '~type'?: unknown; readonly '~optional'?: boolean }>>;
type OptionalKeys<F> = {
  [K in keyof F]: F[K] extends { readonly '~optional'?: infer O }
    ? Exclude<O, undefined> extends true
      ? K
      : never
    : never;
}[keyof F];
type RecordOf<F> = { [K in Exclude<keyof F, OptionalKeys<F>>]: TypeOf<F[K]> } & {
  [K in OptionalKeys<F>]?: TypeOf<F[K]>;
};

export const text = (
  limits: { maxLength?: number; problem?: (text: string) => string | null } = {},
): Shape<string> => ({
  kind: 'text',
  ...limits,
});
export const oneOf = <const V extends string>(...values: readonly V[]): Shape<V> => ({ kind: 'text', values });
export const number = (least?: number, most?: number): Shape<number> => numeric(false, least, most);
export const integer = (least?: number, most?: number): Shape<number> => numeric(true, least, most);
export const oneNumberOf = <const V extends number>(...values: readonly V[]): Shape<V> => ({
  kind: 'number',
  integer: true,
  values,
});
export const flag: Shape<boolean> = { kind: 'flag' };
export const any: Shape<unknown> = { kind: 'any' };
export const nothing: Shape<null> = { kind: 'nothing' };
export const list = <S extends AnyShape>(of: S, least = 0): Shape<TypeOf<S>[]> => ({ kind: 'list', of, least });
export const map = <S extends AnyShape>(of: S): Shape<Record<string, TypeOf<S>>> => ({ kind: 'map', of });
export const record = <F extends Fields>(fields: F): RecordNode & { readonly '~type'?: RecordOf<F> } => ({
  kind: 'record',
  fields,
});
export const either = <S extends readonly AnyShape[]>(wanted: string, ...of: S): Shape<TypeOf<S[number]>> => ({
  kind: 'either',
  of,
  wanted,
});
type Cases = Readonly<Record<string, RecordNode & { readonly '~type'?: unknown }>>;
export const choice = <const B extends string, C extends Cases>(
  by: B,
  cases: C,
): Shape<{ [K in keyof C]: { [P in B]: K } & TypeOf<C[K]> }[keyof C]> => ({ kind: 'choice', by, cases });
export const headed = <H extends Readonly<Record<string, AnyShape>>>(heads: H): Shape<TypeOf<H[keyof H]>> => ({
  kind: 'headed',
  heads,
});
export const named = <T>(name: string, get: () => Node): Shape<T> => ({ kind: 'named', name, get });

export const must = <S extends AnyShape>(node: S, about = ''): Field<TypeOf<S>, false> => ({
  node,
  required: true,
  about,
});
export const may = <S extends AnyShape>(node: S, about = ''): Field<TypeOf<S>, true> => ({
  node,
  required: false,
  about,
});

function numeric(integer: boolean, least?: number, most?: number): Shape<number> {
  return {
    kind: 'number',
    integer,
    ...(least !== undefined && { least }),
    ...(most !== undefined && { most }),
  };
}

export interface Problem {
  path: JsonPath;
  message: string;
}

/** A text that holds a variable: what it stands for is checked when it is known. */
export const isTemplate = (value: unknown): boolean => typeof value === 'string' && /\$\{[^}]*\}/.test(value);

type Check<K extends Node['kind']> = (node: Extract<Node, { kind: K }>, value: unknown, path: JsonPath) => Problem[];

const wrong = (path: JsonPath, message: string): Problem[] => [{ path, message }];

const checks: { [K in Node['kind']]: Check<K> } = {
  any: () => [],
  nothing: (_node, value, path) => (value === null ? [] : wrong(path, 'must be null')),
  flag: (_node, value, path) =>
    typeof value === 'boolean' || isTemplate(value) ? [] : wrong(path, 'must be true or false'),
  text: (node, value, path) => textProblems(node, value).flatMap((message) => wrong(path, message)),
  number: (node, value, path) => numberProblems(node, value).flatMap((message) => wrong(path, message)),
  list: (node, value, path) => {
    if (!Array.isArray(value)) return wrong(path, 'must be a list');
    if (value.length < node.least) return wrong(path, `must have ${node.least} or more items`);
    return value.flatMap((item, index) => problemsOf(node.of, item, [...path, index]));
  },
  map: (node, value, path) => {
    if (!isObject(value)) return wrong(path, 'must be an object');
    return Object.entries(value).flatMap(([name, item]) => problemsOf(node.of, item, [...path, name]));
  },
  record: (node, value, path) =>
    isObject(value) ? recordProblems(node, value, path, []) : wrong(path, 'must be an object'),
  choice: (node, value, path) =>
    isObject(value) ? choiceProblems(node, value, path) : wrong(path, 'must be an object'),
  headed: (node, value, path) => {
    if (!isObject(value)) return wrong(path, 'must be an object');
    const head = Object.keys(node.heads).find((name) => Object.hasOwn(value, name));
    if (head === undefined) return wrong(path, `must have one of ${Object.keys(node.heads).join(', ')}`);
    return problemsOf(node.heads[head]!, value, path);
  },
  either: eitherProblems,
  named: (node, value, path) => problemsOf(node.get(), value, path),
};

/** What is wrong with the value; empty when it has the shape. */
export function problemsOf(node: Node, value: unknown, path: JsonPath = []): Problem[] {
  const check = checks[node.kind] as (node: Node, value: unknown, path: JsonPath) => Problem[];
  return check(node, value, path);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textProblems(node: Extract<Node, { kind: 'text' }>, value: unknown): string[] {
  if (typeof value !== 'string') return [node.values ? `must be one of ${node.values.join(', ')}` : 'must be a text'];
  if (isTemplate(value)) return [];
  if (node.values !== undefined && !node.values.includes(value)) {
    return [`"${value}" is not one of ${node.values.join(', ')}`];
  }
  if (node.maxLength !== undefined && value.length > node.maxLength)
    return [`has more than ${node.maxLength} characters`];
  const problem = node.problem?.(value) ?? null;
  return problem === null ? [] : [problem];
}

function numberProblems({ integer, least, most, values }: Extract<Node, { kind: 'number' }>, value: unknown): string[] {
  if (isTemplate(value)) return [];
  if (typeof value !== 'number') return ['must be a number'];
  if (values !== undefined && !values.includes(value)) return [`must be one of ${values.join(', ')}`];
  if (integer && !Number.isInteger(value)) return ['must be a whole number'];
  if (least !== undefined && value < least) return [`must be ${least} or more`];
  return most !== undefined && value > most ? [`must be ${most} or less`] : [];
}

function recordProblems(
  { fields }: RecordNode,
  value: Record<string, unknown>,
  path: JsonPath,
  alsoAllowed: readonly string[],
): Problem[] {
  const problems: Problem[] = [];
  for (const [name, field] of Object.entries(fields)) {
    if (Object.hasOwn(value, name)) problems.push(...problemsOf(field.node, value[name], [...path, name]));
    else if (field.required) problems.push({ path, message: `"${name}" is missing` });
  }
  const known = [...alsoAllowed, ...Object.keys(fields)];
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    problems.push({ path: [...path, name], message: `"${name}" is not known here; known are ${known.join(', ')}` });
  }
  return problems;
}

function choiceProblems(
  { by, cases }: Extract<Node, { kind: 'choice' }>,
  value: Record<string, unknown>,
  path: JsonPath,
): Problem[] {
  const chosen = value[by];
  if (chosen === undefined) return [{ path, message: `"${by}" is missing` }];
  const node = typeof chosen === 'string' && Object.hasOwn(cases, chosen) ? cases[chosen] : undefined;
  if (node === undefined) {
    const message = `"${by}" must be one of ${Object.keys(cases).join(', ')}`;
    return [{ path: [...path, by], message }];
  }
  return recordProblems(node, value, path, [by]);
}

/** The problems of the alternative that is of the value's own kind. */
function eitherProblems({ of, wanted }: Extract<Node, { kind: 'either' }>, value: unknown, path: JsonPath): Problem[] {
  const all = of.map((node) => problemsOf(node, value, path));
  if (all.some((problems) => problems.length === 0)) return [];
  const closest = of.findIndex((node) => isOfKind(node, value));
  return closest < 0 ? [{ path, message: `must be ${wanted}` }] : all[closest]!;
}

function isOfKind({ kind }: Node, value: unknown): boolean {
  if (kind === 'text') return typeof value === 'string';
  if (kind === 'number') return typeof value === 'number';
  if (kind === 'list') return Array.isArray(value);
  return (kind === 'record' || kind === 'choice' || kind === 'map') && isObject(value);
}
