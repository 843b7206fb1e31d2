// CSV (RFC 4180), streamed page by page: a list of a million rows costs the memory of one page. Each long list has its export
// beside it, at the same path with `.csv`.
import { Readable } from 'node:stream';
import { applyDecorators, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';

export const ROWS_PER_READ = 1000;

/** Documents an export. */
export function Csv(operationId: string, summary: string) {
  return applyDecorators(
    ApiOperation({ operationId, summary: `${summary}, as CSV` }),
    ApiOkResponse({
      description: 'A header line, then a line for each. Objects are JSON text.',
      content: { 'text/csv': { schema: { type: 'string' } } },
    }),
  );
}

/**
 * @param columns fields of the items
 * @param readPage the rows after `last`; undefined begins. An empty page ends the file.
 */
export function csvFile<Row, Item extends object>(
  name: string,
  columns: readonly (keyof Item & string)[],
  readPage: (last: Row | undefined) => Promise<Row[]>,
  toItem: (row: Row) => Item,
): StreamableFile {
  async function* lines(): AsyncGenerator<string> {
    yield line(columns);
    let last: Row | undefined;
    do {
      const page = await readPage(last);
      const items = page.map(toItem);
      if (page.length > 0) yield items.map((item) => line(columns.map((column) => item[column]))).join('');
      last = page.at(-1);
    } while (last !== undefined);
  }
  return new StreamableFile(Readable.from(lines(), { objectMode: false }), {
    type: 'text/csv; charset=utf-8',
    disposition: `attachment; filename="${name}"`,
  });
}

const line = (cells: readonly unknown[]): string => `${cells.map(toText).join(',')}\r\n`;

function toText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  const text = typeof cell === 'string' ? defused(cell) : JSON.stringify(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A spreadsheet would take what a station sent for a formula. */
const defused = (text: string): string => (/^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text);
