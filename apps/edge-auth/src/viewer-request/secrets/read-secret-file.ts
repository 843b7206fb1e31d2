import { readFile } from 'node:fs/promises';
import type { SecretSource } from '../../config/edge-config.js';

export async function readSecretFile(source: SecretSource): Promise<string> {
  if (!('file' in source)) throw new Error('this build reads its secret from a file only');
  return readFile(source.file, 'utf8');
}
