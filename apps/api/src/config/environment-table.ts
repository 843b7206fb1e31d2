// The table of the environment in docs/configuration.md, made of the schema.
import { z } from 'zod';
import { environmentSchema } from './environment.js';

const BEGIN = '<!-- environment: begin. Written by `npm run docs -w apps/api`. -->';
const END = '<!-- environment: end -->';

interface Row {
  type?: string;
  enum?: (string | number)[];
  minimum?: number;
  maximum?: number;
  description?: string;
  /** What holds where it is not set, and no single value says so. */
  absent?: string;
  file?: boolean;
}

/**
 * The document with the table of today between its markers.
 * @throws Error for a variable that does not say what it means, and for a document without the markers.
 */
export function withEnvironmentTable(document: string): string {
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`the document needs ${BEGIN} and ${END}`);
  return `${before}${BEGIN}\n\n${environmentTable()}\n${END}${after}`;
}

function environmentTable(): string {
  const { properties = {} } = z.toJSONSchema(environmentSchema, { io: 'input' });
  const rows = Object.entries(properties as Record<string, Row>).map(([name, row]) => {
    if (!row.description) throw new Error(`${name} needs a description in the schema of the environment`);
    const files = row.file === true ? `; also \`${name}_FILE\`` : '';
    const value = environmentSchema.shape[name as keyof typeof environmentSchema.shape].safeParse(undefined).data;
    return [`\`${name}\``, valuesOf(row), row.absent ?? shown(value), `${row.description}${files}`];
  });
  const lines = [['Variable', 'Values', 'Default', 'Says'], ['---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('');
}

function valuesOf({ type, enum: values, minimum, maximum }: Row): string {
  if (values !== undefined) return values.map((value) => `\`${value}\``).join(', ');
  if (type === 'string') return 'text';
  const kind = type === 'integer' ? 'whole number' : 'number';
  return minimum === undefined || maximum === undefined ? kind : `${kind}, ${minimum} to ${maximum}`;
}

function shown(value: string | number | boolean | undefined): string {
  if (value === undefined) return 'none';
  return `\`${typeof value === 'boolean' ? Number(value) : value}\``;
}
