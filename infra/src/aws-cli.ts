import { spawn } from 'node:child_process';

/** Runs the AWS CLI, which finds credentials as it always does. Answers what it prints. */
export type AwsCli = (words: readonly string[], input?: string) => Promise<string>;

/** @throws Error with what the CLI said. */
export const awsCli: AwsCli = (words, input) =>
  new Promise((resolve, reject) => {
    const child = spawn('aws', [...words], { stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.on('error', () => reject(new Error('The AWS CLI ("aws") cannot be started. Install version 2 of it.')));
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`aws ${words.slice(0, 2).join(' ')} failed: ${complaint.trim()}`));
    });
    child.stdin.end(input ?? '');
  });
