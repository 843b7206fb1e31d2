// Patterns of the values in infra/environments/*.json; each message says what is expected.
import { z } from 'zod';

const matching = (pattern: RegExp, message: string): z.ZodString => z.string().regex(pattern, message);

export const account = matching(/^\d{12}$/, 'must be an AWS account id of 12 digits');

export const region = matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as eu-central-1');

export const domainName = matching(
  /^(?=.{1,200}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  'must be a domain name such as example.com',
);

export const digest = matching(/^sha256:[0-9a-f]{64}$/, 'must be an image digest: sha256: and 64 hexadecimal digits');

export const emailAddress = z.email('must be an e-mail address');

export const httpsUrl = z
  .url({ protocol: /^https$/, error: 'must be an https URL' })
  .refine((url) => !url.endsWith('/') && !url.includes('?'), 'must have no query and no slash at its end');

export const cidr = matching(
  /^(10\.\d{1,3}|172\.(1[6-9]|2\d|3[01])|192\.168)\.0\.0\/16$/,
  'must be a private /16 network such as 10.20.0.0/16',
);

/** What Fargate offers: memory in MiB for each number of CPU units. */
const FARGATE_MEMORY_MIB: Readonly<Record<number, readonly [least: number, most: number]>> = {
  256: [512, 2048],
  512: [1024, 4096],
  1024: [2048, 8192],
  2048: [4096, 16_384],
  4096: [8192, 30_720],
};

export const fargateSize = {
  cpu: z.int().refine((units) => units in FARGATE_MEMORY_MIB, 'must be 256, 512, 1024, 2048 or 4096'),
  memoryMiB: z.int().multipleOf(512),
};

export function fitsFargate({ cpu, memoryMiB }: { cpu: number; memoryMiB: number }): boolean {
  const [least, most] = FARGATE_MEMORY_MIB[cpu] ?? [0, 0];
  return memoryMiB >= least && memoryMiB <= most;
}
