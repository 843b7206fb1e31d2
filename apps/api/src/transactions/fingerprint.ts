import { hash } from 'node:crypto';
import { quoted, sampleKinds } from './sample-kinds.js';
import type { Sample, SampleOrigin } from './sample.js';

/**
 * The same for the same message, whenever it comes; with the place of a sample behind it, unique. The time first: an index
 * of random keys costs a large table dear.
 */
export function fingerprintOf(origin: SampleOrigin, samples: readonly Sample[]): string {
  const firstAt = samples[0]?.sampledAt.getTime() ?? 0;
  const digest = hash('sha1', jsonOf(origin, samples), 'base64url');
  return `${firstAt.toString(36).padStart(9, '0')}${digest.slice(0, 24)}`;
}

/** What JSON.stringify would give of `[stationId, connectorId, transactionId, samples]`, in a third of its time. */
function jsonOf({ stationId, connectorId, transactionId }: SampleOrigin, samples: readonly Sample[]): string {
  let json = `[${quoted(stationId)},${connectorId},${transactionId},[`;
  let sampledAt: Date | undefined;
  let head = '';
  for (let index = 0; index < samples.length; index++) {
    const sample = samples[index] as Sample;
    if (sample.sampledAt !== sampledAt) {
      sampledAt = sample.sampledAt;
      head = `{"sampledAt":"${sampledAt.toISOString()}",`;
    }
    if (index > 0) json += ',';
    json += `${head}${sampleKinds.textOf(sample).hashed}${quoted(sample.value)}}`;
  }
  return `${json}]]`;
}
