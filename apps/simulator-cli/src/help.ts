import { carPresets } from '@simulator/station';
import { exitCodes } from './exit-codes.js';

/** What `--help` says after the options. */
export function helpAfter(): string {
  const codes = Object.values(exitCodes)
    .filter(({ meaning }) => meaning !== '')
    .map(({ code, meaning }) => `  ${String(code).padEnd(5)}${meaning}`);
  return [
    '',
    'Examples:',
    '  simulate --url ws://127.0.0.1:3000/ocpp --id DEMO-1',
    '  simulate --url wss://csms.example/ocpp --id S1 --charge --tag 04A2B3 --connector 2 --soc 30 --target 60',
    '  simulate --url ws://127.0.0.1:3000/ocpp --id S1 --charge --json --duration 5m > session.jsonl',
    '  simulate --url wss://csms.example/ocpp --id S1 --ca ca.pem --cert s1.pem --key s1.key',
    '  simulate --url ws://127.0.0.1:3000/ocpp --stations 1000 --ramp 30s --sessions 4 --duration 10m --report fleet.json',
    '  simulate --url ws://127.0.0.1:3000/ocpp --stations 10000 --shard 1/4 --duration 10m --report part-1.json',
    '  simulate --merge-reports part-1.json part-2.json part-3.json part-4.json --report fleet.json',
    '  simulate --replay-csms session.jsonl --config station.json',
    '  simulate --scenario scenarios/ --csms builtin --report-junit results.xml',
    '',
    'Ctrl-C stops running transactions properly before the program ends; a second Ctrl-C ends it at once.',
    '',
    'Cars:',
    ...carPresets.map(({ name }) => `  ${name}`),
    '',
    'Exit codes:',
    ...codes,
  ].join('\n');
}
