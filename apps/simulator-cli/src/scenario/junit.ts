// JUnit XML as GitLab, GitHub and Jenkins read it: a test case is a scenario.
import type { RunFailure } from '@simulator/station';
import type { ScenarioResult } from './scenario-result.js';

export function junitReport(results: readonly ScenarioResult[]): string {
  const failed = results.filter(({ passed }) => !passed).length;
  const seconds = secondsOf(results.reduce((sum, { durationMs }) => sum + durationMs, 0));
  const counts = attributes({ tests: results.length, failures: failed, errors: 0, skipped: 0, time: seconds });
  const timestamp = results[0] === undefined ? {} : { timestamp: results[0].startedAt };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="simulate"${counts}>`,
    `  <testsuite name="scenarios"${counts}${attributes(timestamp)}>`,
    ...results.flatMap(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase({ name, file, durationMs, failures, passed, steps }: ScenarioResult): string[] {
  const log = steps.map(({ status, title, durationMs: ms }) => `${status} ${title} (${secondsOf(ms)} s)`).join('\n');
  const message = failures[0] === undefined ? 'failed' : `${failures[0].title}: ${failures[0].message}`;
  return [
    `    <testcase${attributes({ name, classname: file, file, time: secondsOf(durationMs) })}>`,
    ...(passed ? [] : [`      <failure${attributes({ message })}>${escaped(failures.map(line).join('\n'))}</failure>`]),
    `      <system-out>${escaped(log)}</system-out>`,
    '    </testcase>',
  ];
}

const line = ({ path, title, message }: RunFailure) => `${path} ${title}: ${message}`;
const secondsOf = (ms: number) => (ms / 1000).toFixed(3);

function attributes(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => entities[sign]!).replaceAll(/\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, replaced);
}

/** XML 1.0 has no place for most control characters, not even as entities. */
const replaced = (sign: string) => ('\t\r\n'.includes(sign) ? sign : '?');
