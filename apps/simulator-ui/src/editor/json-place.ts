// Where in a JSON text, perhaps an unfinished one, the caret stands. Pure.

export interface JsonPlace {
  /** The containers around the caret: a member's name or an item's index each; of a name being typed, its object. */
  path: readonly (string | number)[];
  role: 'key' | 'value';
  /** What stands before the caret of the token being typed, without its quote. */
  prefix: string;
  /** Where that token begins, its quote included. */
  from: number;
  /** Names that the object around the caret has already, before it. */
  keys: readonly string[];
  /** Scalars of the outermost list, before the caret: a frame's type, id and action. */
  head: readonly unknown[];
}

interface Container {
  kind: 'object' | 'array';
  key: string | null;
  index: number;
  keys: string[];
  /** In an object: a name comes next. */
  wantsKey: boolean;
}

/** Null where nothing can be offered: after a value, outside of everything. */
export function placeAt(text: string, caret: number): JsonPlace | null {
  const scan: Scan = { stack: [], head: [], after: false };
  for (let at = 0; at < caret;) {
    const char = text[at]!;
    if (char === '"' || !/[\s,:{}[\]]/.test(char)) {
      const end = char === '"' ? endOfString(text, at) : endOfWord(text, at);
      // The token that is being typed: a string that is not closed before the caret, a word that touches it.
      if (end < 0 || end > caret || (end === caret && char !== '"')) {
        return scan.after ? null : placed(scan, text.slice(char === '"' ? at + 1 : at, caret), at);
      }
      takeScalar(scan, text.slice(at, end));
      at = end;
    } else {
      takeMark(scan, char);
      at++;
    }
  }
  return scan.after ? null : placed(scan, '', caret);
}

interface Scan {
  stack: Container[];
  head: unknown[];
  /** A value is complete: a comma or an end comes next. */
  after: boolean;
}

function takeMark(scan: Scan, char: string): void {
  const top = scan.stack.at(-1);
  if (/\s/.test(char)) return;
  if (char === '{' || char === '[') {
    const kind = char === '{' ? 'object' : 'array';
    scan.stack.push({ kind, key: null, index: 0, keys: [], wantsKey: kind === 'object' });
  } else if (char === '}' || char === ']') scan.stack.pop();
  else if (char === ':' && top !== undefined) top.wantsKey = false;
  else if (top?.kind === 'array') top.index++;
  else if (top !== undefined) top.wantsKey = true;
  scan.after = char === '}' || char === ']';
}

function placed({ stack, head }: Scan, prefix: string, from: number): JsonPlace | null {
  const top = stack.at(-1);
  if (top === undefined) return null;
  const role = top.kind === 'object' && top.wantsKey ? 'key' : 'value';
  const around = stack.slice(0, role === 'key' ? -1 : undefined);
  const path = around.map(({ kind, key, index }) => (kind === 'array' ? index : (key ?? '')));
  return { path, role, prefix, from, keys: top.keys, head };
}

function takeScalar(scan: Scan, token: string): void {
  const { stack, head } = scan;
  scan.after = true;
  const top = stack.at(-1);
  if (top?.kind === 'object' && top.wantsKey) {
    top.key = String(valueOf(token));
    top.keys.push(top.key);
  } else if (top?.kind === 'array' && stack.length === 1) head[top.index] = valueOf(token);
}

function valueOf(token: string): unknown {
  try {
    return JSON.parse(token);
  } catch {
    return token;
  }
}

/** Index after the closing quote; -1: it never closes. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
    else if (text[at] === '\n') return -1;
  }
  return -1;
}

function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && !/[\s,:{}[\]"]/.test(text[at]!)) at++;
  return at;
}
