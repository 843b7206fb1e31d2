// A station in a link: in the part after #, which browsers send to no server. Never a password or a key.
import { parseScenario } from '@simulator/station';
import type { Scenario } from '@simulator/station';
import type { StationDefinition } from '@simulator/station-runner/browser';
import { definitionProblem } from './simulator-file.js';

export interface SharedStation {
  name: string;
  csmsUrl: string;
  config: StationDefinition['config'];
  /** It goes through the relay; headers and certificates are not shared. */
  relayed: boolean;
  scenario?: Scenario;
}

export type ReadLink = { ok: true; shared: SharedStation } | { ok: false; problem: string };

const PREFIX = '#share=';
/** Keys of the configuration that are secrets. */
const SECRETS = /authorizationkey|password|secret/i;
const LONGEST = 200_000;

export const isShareLink = (hash: string): boolean => hash.startsWith(PREFIX);

/** What of a station may be shared: no credentials, no state, no certificates. */
export function shareable(definition: StationDefinition, scenario?: Scenario): SharedStation {
  const { name, csmsUrl, config, relay } = definition;
  const url = new URL(csmsUrl);
  url.username = '';
  url.password = '';
  const configuration = Object.fromEntries(Object.entries(config.configuration).filter(([key]) => !SECRETS.test(key)));
  const shared = { name, csmsUrl: url.href, config: { ...config, configuration }, relayed: relay !== undefined };
  return scenario === undefined ? shared : { ...shared, scenario };
}

/** @param page the address of the page, without a fragment */
export async function shareLink(page: string, shared: SharedStation): Promise<string> {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(shared)), new CompressionStream('deflate-raw'));
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `${page}${PREFIX}${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/** Never rejects. */
export async function readShareLink(hash: string): Promise<ReadLink> {
  let value: unknown;
  try {
    const binary = atob(hash.slice(PREFIX.length).replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const text = new TextDecoder().decode(await through(bytes, new DecompressionStream('deflate-raw')));
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'The link is damaged: a part of it is missing or changed. Ask for it again.' };
  }
  const { name, csmsUrl, config, relayed, scenario } = (value ?? {}) as Partial<SharedStation>;
  const problem = definitionProblem({ key: 'shared', name, csmsUrl, config }) ?? scenarioProblem(scenario);
  if (problem !== null) return { ok: false, problem: `The link does not describe a station: ${problem}` };
  return { ok: true, shared: { ...(value as SharedStation), relayed: relayed === true } };
}

function scenarioProblem(scenario: unknown): string | null {
  if (scenario === undefined) return null;
  const parsed = parseScenario(JSON.stringify(scenario));
  return parsed.ok ? null : `/scenario${parsed.problems[0]?.path ?? ''}: ${parsed.problems[0]?.message ?? ''}`;
}

/** @throws Error when it is no such stream, or unpacks to more than any station needs */
async function through(bytes: Uint8Array<ArrayBuffer>, transform: GenericTransformStream): Promise<Uint8Array> {
  const reader = (new Blob([bytes]).stream().pipeThrough(transform) as ReadableStream<Uint8Array>).getReader();
  const chunks: number[] = [];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    for (const byte of part.value) chunks.push(byte);
    if (chunks.length > LONGEST) throw new Error('too long');
  }
  return Uint8Array.from(chunks);
}
