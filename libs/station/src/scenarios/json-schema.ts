// The JSON schema (2020-12) of a shape, for editors and for other tools.
import type { FieldNode, Node, RecordNode } from './shapes.js';

type Schema = Record<string, unknown>;

const template: Schema = { type: 'string', pattern: '\\$\\{[^}]*\\}' };
const orTemplate = (schema: Schema): Schema => ({ anyOf: [schema, template] });

export function jsonSchemaOf(root: Node, title: string): Schema {
  const definitions: Record<string, Schema> = {};
  const schema = schemaOf(root, definitions);
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...schema, $defs: definitions };
}

type Writer<K extends Node['kind']> = (node: Extract<Node, { kind: K }>, definitions: Record<string, Schema>) => Schema;

const writers: { [K in Node['kind']]: Writer<K> } = {
  any: () => ({}),
  nothing: () => ({ type: 'null' }),
  flag: () => orTemplate({ type: 'boolean' }),
  text: ({ values, maxLength }) =>
    values === undefined
      ? { type: 'string', ...(maxLength !== undefined && { maxLength }) }
      : orTemplate({ enum: [...values] }),
  number: ({ integer, least, most, values }) =>
    orTemplate({
      ...(values !== undefined && { enum: [...values] }),
      type: integer ? 'integer' : 'number',
      ...(least !== undefined && { minimum: least }),
      ...(most !== undefined && { maximum: most }),
    }),
  list: ({ of, least }, definitions) => ({
    type: 'array',
    items: schemaOf(of, definitions),
    ...(least > 0 && { minItems: least }),
  }),
  map: ({ of }, definitions) => ({ type: 'object', additionalProperties: schemaOf(of, definitions) }),
  record: (node, definitions) => recordSchema(node, definitions, {}),
  choice: ({ by, cases }, definitions) => ({
    type: 'object',
    anyOf: Object.entries(cases).map(([name, fields]) => recordSchema(fields, definitions, { [by]: { const: name } })),
  }),
  headed: ({ heads }, definitions) => ({ anyOf: Object.values(heads).map((node) => schemaOf(node, definitions)) }),
  either: ({ of }, definitions) => ({ anyOf: of.map((node) => schemaOf(node, definitions)) }),
  named: ({ name, get }, definitions) => {
    if (definitions[name] === undefined) {
      // Set before it is filled: a shape may hold itself.
      definitions[name] = {};
      definitions[name] = schemaOf(get(), definitions);
    }
    return { $ref: `#/$defs/${name}` };
  },
};

function schemaOf(node: Node, definitions: Record<string, Schema>): Schema {
  const write = writers[node.kind] as (node: Node, definitions: Record<string, Schema>) => Schema;
  return write(node, definitions);
}

function recordSchema(
  { fields }: RecordNode,
  definitions: Record<string, Schema>,
  fixed: Record<string, Schema>,
): Schema {
  const property = ([name, { node, about }]: [string, FieldNode]): [string, Schema] => [
    name,
    { ...schemaOf(node, definitions), ...(about !== '' && { description: about }) },
  ];
  const required = Object.keys(fields).filter((name) => fields[name]!.required);
  return {
    type: 'object',
    properties: { ...fixed, ...Object.fromEntries(Object.entries(fields).map(property)) },
    required: [...Object.keys(fixed), ...required],
    additionalProperties: false,
  };
}
