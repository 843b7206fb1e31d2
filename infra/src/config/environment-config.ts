// What differs between the environments. A file in infra/environments holds the values; nothing else does.
import { readFileSync, readdirSync } from 'node:fs';
import type { $ZodIssue } from 'zod/v4/core';
import { SynthError } from '../synth-error.js';
import { contradictions } from './contradictions.js';
import { environmentSchema } from './schema.js';
import type { EnvironmentValues } from './schema.js';

export type EnvironmentConfig = EnvironmentValues & {
  name: string;
  /** Host names of the two URLs. */
  hosts: { page: string; api: string };
};

/** Checks the values of an environment. Throws a `SynthError` of one line that names every wrong key. */
export function parseConfig(name: string, values: unknown): EnvironmentConfig {
  const result = environmentSchema.safeParse(values);
  const problems = result.success ? contradictions(result.data) : result.error.issues.map(describeIssue);
  if (!result.success || problems.length > 0) {
    throw new SynthError(`infra/environments/${name}.json is wrong. ${problems.join('; ')}`);
  }
  const { domain } = result.data;
  return { name, hosts: { page: `simulator.${domain.name}`, api: `api.${domain.name}` }, ...result.data };
}

function describeIssue({ path, message }: $ZodIssue): string {
  return `${path.join('.') || 'the file'}: ${message}`;
}

/** What the command line may say instead of the file: `-c apiImage=sha256:…`, as a pipeline that has just built it does. */
export interface Overrides {
  apiImage?: string | undefined;
  fleetImage?: string | undefined;
}

/** Reads `<folder>/<name>.json`. */
export function readConfig(folder: string, name: string | undefined, overrides: Overrides = {}): EnvironmentConfig {
  const known = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const names = known.map((file) => file.slice(0, -'.json'.length));
  if (name === undefined || !names.includes(name)) {
    const given = name === undefined ? 'No environment is named' : `There is no environment "${name}"`;
    throw new SynthError(`${given}: say -c environment=NAME, one of ${names.join(', ')}.`);
  }
  let values: Record<string, unknown>;
  try {
    values = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'));
  } catch (error) {
    throw new SynthError(`infra/environments/${name}.json is no JSON: ${(error as Error).message}`);
  }
  return parseConfig(name, withOverrides(values, overrides));
}

function withOverrides(values: Record<string, unknown>, { apiImage, fleetImage }: Overrides): unknown {
  if (typeof values['images'] !== 'object') return values;
  const images = { ...values['images'], ...(apiImage && { api: apiImage }), ...(fleetImage && { fleet: fleetImage }) };
  return { ...values, images };
}
