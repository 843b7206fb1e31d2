// JSON (RFC 8259) that remembers where everything stands, so that a problem can be told by line.
export type JsonPath = readonly (string | number)[];

export interface Place {
  /** From 1. */
  line: number;
  column: number;
}

export type JsonDocument =
  | {
      ok: true;
      value: unknown;
      /** Where a value (of a member: its name) begins; the nearest value around it where the path leads nowhere. */
      placeOf(path: JsonPath): Place;
    }
  | { ok: false; message: string; place: Place };

/** Far deeper than any document that makes sense, far below what the stack bears. */
const DEEPEST = 200;

class Malformed extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

export function parseJsonDocument(text: string): JsonDocument {
  const reader = new Reader(text);
  try {
    const value = reader.document();
    return { ok: true, value, placeOf: (path) => placeAt(text, nearest(reader.offsets, path)) };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { ok: false, message: error.message, place: placeAt(text, error.offset) };
  }
}

function nearest(offsets: ReadonlyMap<string, number>, path: JsonPath): number {
  for (let length = path.length; length > 0; length--) {
    const offset = offsets.get(pointer(path.slice(0, length)));
    if (offset !== undefined) return offset;
  }
  return 0;
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** JSON pointer (RFC 6901). */
export function pointer(path: JsonPath): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

class Reader {
  readonly offsets = new Map<string, number>();
  private at: number;

  constructor(private readonly text: string) {
    // A byte order mark is no part of the document.
    this.at = text.startsWith('\uFEFF') ? 1 : 0;
  }

  document(): unknown {
    this.space();
    const value = this.value([]);
    this.space();
    if (this.at < this.text.length) this.fail('nothing may follow the end of the document');
    return value;
  }

  private value(path: JsonPath): unknown {
    if (path.length > DEEPEST) this.fail('nested too deeply');
    const next = this.text[this.at];
    if (!this.offsets.has(pointer(path))) this.offsets.set(pointer(path), this.at);
    if (next === '{') return this.object(path);
    if (next === '[') return this.list(path);
    if (next === '"') return this.string();
    return this.literal();
  }

  private object(path: JsonPath): Record<string, unknown> {
    const members = new Map<string, unknown>();
    this.at += 1;
    this.space();
    while (!this.taken('}')) {
      if (members.size > 0) this.expectSeparator(',', 'or } after a member');
      const start = this.at;
      if (this.text[this.at] !== '"') this.fail('a member begins with its name in double quotes');
      const name = this.string();
      if (members.has(name)) this.fail(`"${name}" stands here twice`, start);
      this.offsets.set(pointer([...path, name]), start);
      this.space();
      this.expectSeparator(':', `after "${name}"`);
      members.set(name, this.value([...path, name]));
      this.space();
    }
    return Object.fromEntries(members);
  }

  private list(path: JsonPath): unknown[] {
    const items: unknown[] = [];
    this.at += 1;
    this.space();
    while (!this.taken(']')) {
      if (items.length > 0) this.expectSeparator(',', 'or ] after an item');
      items.push(this.value([...path, items.length]));
      this.space();
    }
    return items;
  }

  private string(): string {
    // The text up to the closing quote; JSON.parse then judges escapes and control characters.
    const found = /"(?:[^"\\]|\\.)*"/sy;
    found.lastIndex = this.at;
    const [raw] = found.exec(this.text) ?? this.fail('this text has no closing quote');
    return this.parsed(raw, 'a text with a bad escape or a control character') as string;
  }

  private literal(): unknown {
    const found = /[^\s,:[\]{}"]+/y;
    found.lastIndex = this.at;
    const raw = found.exec(this.text)?.[0];
    if (raw === undefined) {
      return this.fail(this.at >= this.text.length ? 'the document ends too early' : 'a value is missing here');
    }
    return this.parsed(raw, `${raw} is no JSON value`);
  }

  private parsed(raw: string, problem: string): unknown {
    try {
      const value: unknown = JSON.parse(raw);
      this.at += raw.length;
      return value;
    } catch {
      return this.fail(problem);
    }
  }

  private taken(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private expectSeparator(character: string, where: string): void {
    if (!this.taken(character)) this.fail(`expected ${character} ${where}`);
    this.space();
  }

  private space(): void {
    while (this.at < this.text.length && ' \t\n\r'.includes(this.text[this.at]!)) this.at += 1;
  }

  private fail(message: string, offset = this.at): never {
    throw new Malformed(message, offset);
  }
}
