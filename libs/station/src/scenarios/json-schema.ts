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

function schemaOf(node: Node, definitions: Record<string, Schema>): Schema {
  const inner = (of: Node): Schema => schemaOf(of, definitions);
  switch (node.kind) {
    case 'any':
      return {};
    case 'nothing':
      return { type: 'null' };
    case 'flag':
      return orTemplate({ type: 'boolean' });
    case 'text':
      if (node.values !== undefined) return orTemplate({ enum: [...node.values] });
      return { type: 'string', ...(node.maxLength !== undefined && { maxLength: node.maxLength }) };
    case 'number':
      return orTemplate({
        type: node.integer ? 'integer' : 'number',
        ...(node.least !== undefined && { minimum: node.least }),
        ...(node.most !== undefined && { maximum: node.most }),
      });
    case 'list':
      return { type: 'array', items: inner(node.of), ...(node.least > 0 && { minItems: node.least }) };
    case 'map':
      return { type: 'object', additionalProperties: inner(node.of) };
    case 'record':
      return recordSchema(node, definitions, {});
    case 'choice':
      return {
        type: 'object',
        anyOf: Object.entries(node.cases).map(([name, fields]) =>
          recordSchema(fields, definitions, { [node.by]: { const: name } }),
        ),
      };
    case 'headed':
      return { anyOf: Object.values(node.heads).map(inner) };
    case 'either':
      return { anyOf: node.of.map(inner) };
    case 'named':
      if (definitions[node.name] === undefined) {
        // Set before it is filled: a shape may hold itself.
        definitions[node.name] = {};
        definitions[node.name] = inner(node.get());
      }
      return { $ref: `#/$defs/${node.name}` };
  }
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
