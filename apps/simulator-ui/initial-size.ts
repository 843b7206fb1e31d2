// Fails the build when the page's first JavaScript, the Worker's included, grows beyond its budget. What is fetched when it
// is first opened does not count.
import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

const BUDGET_BYTES = 200_000;

export function initialSize(): Plugin {
  return {
    name: 'initial-size',
    apply: 'build',
    generateBundle(_options, bundle) {
      const worker = Object.values(bundle).find(({ fileName }) => fileName.includes('station-worker'));
      // The Worker is built first, by a bundle of its own.
      if (worker === undefined) return;
      const sizes = [...initialChunks(bundle), worker].map((file) => gzipSync(sourceOf(file)).length);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      if (total <= BUDGET_BYTES) return;
      this.error(
        `The page loads ${Math.ceil(total / 1000)} kB of gzipped JavaScript to open; its budget is ${BUDGET_BYTES / 1000} kB. ` +
          'Load what is not needed at once with import().',
      );
    },
  };
}

/** The entry and everything that it imports without import(). */
function initialChunks(bundle: Rolldown.OutputBundle): Set<Rolldown.OutputChunk> {
  const chunks = new Set<Rolldown.OutputChunk>();
  const add = (fileName: string): void => {
    const file = bundle[fileName];
    if (file?.type !== 'chunk' || chunks.has(file)) return;
    chunks.add(file);
    file.imports.forEach(add);
  };
  for (const file of Object.values(bundle)) if (file.type === 'chunk' && file.isEntry) add(file.fileName);
  return chunks;
}

function sourceOf(file: Rolldown.OutputChunk | Rolldown.OutputAsset): string | Uint8Array {
  return file.type === 'chunk' ? file.code : file.source;
}
