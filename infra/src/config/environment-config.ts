// What differs between the environments. A file in infra/environments holds the values; nothing else does.
import { readFileSync, readdirSync } from 'node:fs';
import { z } from 'zod';
import { SynthError } from '../synth-error.js';

const domainName = z
  .string()
  .regex(
    /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    'must be a domain name such as simulator.example.com',
  );

const schema = z.strictObject({
  /** AWS account that the stacks go to. */
  account: z.string().regex(/^\d{12}$/, 'must be an AWS account id of 12 digits'),
  page: z.strictObject({
    domainName,
    /** CloudFront takes certificates of us-east-1 only. */
    certificateArn: z
      .string()
      .regex(
        /^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]+$/,
        'must be the ARN of an ACM certificate in us-east-1',
      ),
  }),
  /** Origin of /api, /ocpp and /health, reached over HTTPS. */
  api: z.strictObject({ domainName }),
  logRetentionDays: z.int().min(1).max(3653),
  /** Whether buckets outlive their stack. */
  keepData: z.boolean(),
});

export type EnvironmentConfig = z.infer<typeof schema> & { name: string };

/** Checks the values of an environment. Throws a `SynthError` of one line that names every wrong key. */
export function parseConfig(name: string, values: unknown): EnvironmentConfig {
  const result = schema.safeParse(values);
  if (result.success) return { name, ...result.data };
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new SynthError(`infra/environments/${name}.json is wrong. ${problems.join('; ')}`);
}

/** Reads `<folder>/<name>.json`. */
export function readConfig(folder: string, name: string | undefined): EnvironmentConfig {
  const known = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const names = known.map((file) => file.slice(0, -'.json'.length));
  if (name === undefined || !names.includes(name)) {
    const given = name === undefined ? 'No environment is named' : `There is no environment "${name}"`;
    throw new SynthError(`${given}: say -c environment=NAME, one of ${names.join(', ')}.`);
  }
  let values: unknown;
  try {
    values = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'));
  } catch (error) {
    throw new SynthError(`infra/environments/${name}.json is no JSON: ${(error as Error).message}`);
  }
  return parseConfig(name, values);
}
