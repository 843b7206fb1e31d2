// CSV (RFC 4180), streamed page by page: a list of a million rows costs the memory of one page.
import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

type Cell = string | number | null;

/** @param readPage the rows after `last`; undefined begins. An empty page ends the file. */
export function csvFile<Row>(
  name: string,
  columns: readonly string[],
  readPage: (last: Row | undefined) => Promise<Row[]>,
  toCells: (row: Row) => Cell[],
): StreamableFile {
  async function* lines(): AsyncGenerator<string> {
    yield line([...columns]);
    let last: Row | undefined;
    do {
      const page = await readPage(last);
      if (page.length > 0) yield page.map((row) => line(toCells(row))).join('');
      last = page.at(-1);
    } while (last !== undefined);
  }
  return new StreamableFile(Readable.from(lines(), { objectMode: false }), {
    type: 'text/csv; charset=utf-8',
    disposition: `attachment; filename="${name}"`,
  });
}

const line = (cells: Cell[]): string => `${cells.map(toText).join(',')}\r\n`;

function toText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  // A spreadsheet would take what a station sent for a formula.
  const text = /^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
