// Stations in a directory: one JSON file each, replaced as a whole, so that a reader never sees half a state.
import { mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StationDefinition } from '../station-definition.js';
import type { StationStore, StoreChange, StoredStation } from '../store.js';

/** Layout of the file; that of a station's state is the engine's. */
const FILE_LAYOUT = 1;
const LOCK_FILE = '.lock';

interface FileContent {
  layout: number;
  definition: StationDefinition;
  parts: Record<string, unknown>;
}

/** What a file will hold: JSON texts, ready to be put together. */
interface FileTexts {
  definition: string;
  parts: Map<string, string>;
}

/** @throws Error for a person, when the directory cannot be used or another process uses it */
export async function openDirectoryStore(directory: string): Promise<StationStore> {
  try {
    await mkdir(directory, { recursive: true });
    await lock(directory);
  } catch (error) {
    throw new Error(`The state directory ${directory} cannot be used: ${(error as Error).message}`, { cause: error });
  }
  return new DirectoryStore(directory);
}

async function lock(directory: string): Promise<void> {
  const path = join(directory, LOCK_FILE);
  for (const isLastTry of [false, true]) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(String(process.pid));
      return await file.close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = Number(await readFile(path, 'utf8').catch(() => ''));
      if (isLastTry || isAlive(owner)) {
        throw new Error(`process ${owner} runs its stations. End that one first.`, { cause: error });
      }
      await rm(path, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

class DirectoryStore implements StationStore {
  readonly #directory: string;
  readonly #files = new Map<string, FileTexts>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  async load(): Promise<StoredStation[]> {
    const names = (await readdir(this.#directory)).filter((name) => name.endsWith('.json'));
    const stations: StoredStation[] = [];
    for (const name of names.sort())
      stations.push(this.#read(name, await readFile(join(this.#directory, name), 'utf8')));
    return stations;
  }

  #read(name: string, text: string): StoredStation {
    const refuse = (why: string) => new Error(`${join(this.#directory, name)} ${why}; it is left as it is.`);
    let content: Partial<FileContent>;
    try {
      content = JSON.parse(text) as Partial<FileContent>;
    } catch {
      throw refuse('is not valid JSON');
    }
    const { layout, definition, parts } = content;
    if (layout !== FILE_LAYOUT) throw refuse(`has the layout ${String(layout)}, this version reads ${FILE_LAYOUT}`);
    if (definition === undefined || parts === undefined) throw refuse('is not a stored station');
    const texts = Object.entries(parts).map(([part, value]) => [part, JSON.stringify(value)] as const);
    this.#files.set(definition.key, { definition: JSON.stringify(definition), parts: new Map(texts) });
    return { definition, parts };
  }

  async write(changes: readonly StoreChange[]): Promise<void> {
    const touched = new Set<string>();
    for (const change of changes) touched.add(this.#apply(change));
    const contents = [...touched].map((key) => [key, this.#content(key)] as const);
    for (const [key, content] of contents) {
      const path = join(this.#directory, `${encodeURIComponent(key)}.json`);
      if (content === null) await rm(path, { force: true });
      else {
        await writeFile(`${path}.tmp`, content);
        await rename(`${path}.tmp`, path);
      }
    }
  }

  async close(): Promise<void> {
    await rm(join(this.#directory, LOCK_FILE), { force: true });
  }

  #apply(change: StoreChange): string {
    if (change.type === 'remove') {
      this.#files.delete(change.key);
      return change.key;
    }
    const key = change.type === 'definition' ? change.definition.key : change.key;
    let file = this.#files.get(key);
    if (file === undefined) this.#files.set(key, (file = { definition: 'null', parts: new Map() }));
    if (change.type === 'definition') file.definition = JSON.stringify(change.definition);
    else file.parts.set(change.part, JSON.stringify(change.value));
    return key;
  }

  #content(key: string): string | null {
    const file = this.#files.get(key);
    if (file === undefined) return null;
    const parts = [...file.parts].map(([part, text]) => `${JSON.stringify(part)}:${text}`);
    return `{"layout":${FILE_LAYOUT},"definition":${file.definition},"parts":{${parts.join(',')}}}\n`;
  }
}
