// What a request costs at the edge, against its budgets: CPU of a warm function by kind of request, and sizes.
// `npm run bench -- edge`; exit code 1 when a budget is broken.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { MAX_GENERATED_RESPONSE_BYTES, VIEWER_REQUEST_BUNDLE_BUDGET_BYTES } from '@simulator/deployment';
import type { CloudFrontRequestEvent } from 'aws-lambda';
import { Clock, oidcEdge, signedIn } from '../test/edge-under-test.js';
import { FakeProvider } from '../test/fake-provider.js';
import { eventOf, headersOf, HOST, ORIGIN } from '../test/visitor.js';

const BUDGET_MS = 1;
const WARM_UP = 3000;
const RUNS = 5000;
const PERCENTILE = 0.99;

const provider = await new FakeProvider().start();
const clock = new Clock();
const handler = oidcEdge(provider, clock);
const visitor = await signedIn({ provider, clock, handler });
const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ');
const browser = { host: HOST, 'sec-fetch-site': 'same-origin', 'user-agent': 'Mozilla/5.0', 'accept-language': 'en' };

const requests: Record<string, CloudFrontRequestEvent> = {
  'a file of the page': eventOf({ uri: '/assets/index-a.js', headers: headersOf({ ...browser, cookie }) }),
  'a navigation': eventOf({
    uri: '/stations/X',
    headers: headersOf({ ...browser, cookie, 'sec-fetch-mode': 'navigate', accept: 'text/html' }),
  }),
  'a request to the API': eventOf({
    method: 'POST',
    uri: '/api/v1/stations',
    headers: headersOf({ ...browser, cookie, origin: ORIGIN, 'sec-fetch-mode': 'cors' }),
  }),
  'a WebSocket': eventOf({
    uri: '/ocpp/X',
    headers: headersOf({ ...browser, cookie, origin: ORIGIN, upgrade: 'websocket' }),
  }),
  'a stranger, sent to the login': eventOf({
    uri: '/',
    headers: headersOf({ host: HOST, 'sec-fetch-mode': 'navigate' }),
  }),
  'a stranger, refused': eventOf({
    uri: '/api/v1/stations',
    headers: headersOf({ ...browser, 'sec-fetch-mode': 'cors' }),
  }),
};

let broken = 0;
console.log(`CPU of this process for one request, warm, ${RUNS} runs (budget: p99 ${BUDGET_MS} ms)`);
for (const [title, event] of Object.entries(requests)) {
  for (let run = 0; run < WARM_UP; run += 1) await handler(event);
  const costs = new Float64Array(RUNS);
  for (let run = 0; run < RUNS; run += 1) {
    // All threads: the signature is checked on another one.
    const before = process.cpuUsage();
    await handler(event);
    const { user, system } = process.cpuUsage(before);
    costs[run] = (user + system) / 1000;
  }
  costs.sort();
  const p99 = costs[Math.floor(RUNS * PERCENTILE)] ?? 0;
  if (p99 > BUDGET_MS) broken += 1;
  console.log(
    `  ${title.padEnd(32)} median ${format(costs[RUNS / 2] ?? 0)} ms, p99 ${format(p99)} ms${p99 > BUDGET_MS ? '  OVER BUDGET' : ''}`,
  );
}

const bundle = fileURLToPath(new URL('../dist/viewer-request/index.mjs', import.meta.url));
report('the bundle, gzipped', gzipSync(readFileSync(bundle), { level: 9 }).length, VIEWER_REQUEST_BUNDLE_BUDGET_BYTES);
const answers = await Promise.all(
  [requests['a stranger, sent to the login'], requests['a stranger, refused']].map((event) => handler(event!)),
);
report(
  'the largest answer here',
  Math.max(...answers.map((answer) => Buffer.byteLength(JSON.stringify(answer)))),
  MAX_GENERATED_RESPONSE_BYTES,
);
provider.stop();
process.exit(broken === 0 ? 0 : 1);

function format(ms: number): string {
  return ms.toFixed(3);
}

function report(title: string, bytes: number, budget: number): void {
  if (bytes > budget) broken += 1;
  console.log(`${title}: ${bytes} bytes of ${budget}${bytes > budget ? '  OVER BUDGET' : ''}`);
}
