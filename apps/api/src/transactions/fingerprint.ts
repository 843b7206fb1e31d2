import { hash } from 'node:crypto';
import type { Sample, SampleOrigin } from './sample.js';

/**
 * The same for the same message, whenever it comes; with the place of a sample behind it, unique. The time first: an index
 * of random keys costs a large table dear.
 */
export function fingerprintOf(
  { stationId, connectorId, transactionId }: SampleOrigin,
  samples: readonly Sample[],
): string {
  const firstAt = samples[0]?.sampledAt.getTime() ?? 0;
  const text = `[${quoted(stationId)},${connectorId},${transactionId},[${textOf(samples)}]]`;
  return `${firstAt.toString(36).padStart(9, '0')}${hash('sha1', text, 'base64url').slice(0, 24)}`;
}

/** As JSON.stringify writes them, which takes four times as long over the dates: this runs for every sample of every station. */
function textOf(samples: readonly Sample[]): string {
  let text = '';
  let sampledAt: Date | undefined;
  let time = '';
  for (const sample of samples) {
    if (sample.sampledAt !== sampledAt) {
      sampledAt = sample.sampledAt;
      time = sampledAt.toISOString();
    }
    text +=
      `${text === '' ? '' : ','}{"sampledAt":"${time}","measurand":${quoted(sample.measurand)},"phase":${quoted(sample.phase)},` +
      `"location":${quoted(sample.location)},"context":${quoted(sample.context)},"unit":${quoted(sample.unit)},` +
      `"format":${quoted(sample.format)},"value":${quoted(sample.value)}}`;
  }
  return text;
}

const quoted = (text: string | null): string =>
  text !== null && /^[\w .:-]*$/.test(text) ? `"${text}"` : JSON.stringify(text);
