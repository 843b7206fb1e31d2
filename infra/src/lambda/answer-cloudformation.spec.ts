import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { answerCloudFormation } from './answer-cloudformation.js';
import type { CustomResourceEvent } from './answer-cloudformation.js';

const answers: { method: string | undefined; body: Record<string, unknown> }[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    answers.push({ method: request.method, body: JSON.parse(body) as Record<string, unknown> });
    response.statusCode = request.url === '/refused' ? 403 : 200;
    response.end();
  });
});
let event: CustomResourceEvent;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  event = {
    RequestType: 'Create',
    ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/signed`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Run',
    ResourceProperties: {},
  };
});
afterAll(() => {
  server.close();
});

test('what went well is answered with the ids that CloudFormation asks back', async () => {
  await answerCloudFormation(event, 'migration', async () => {});
  expect(answers.pop()).toEqual({
    method: 'PUT',
    body: {
      Status: 'SUCCESS',
      PhysicalResourceId: 'migration',
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Run',
    },
  });
});

test('what failed is answered as well, with its reason, so that no deployment hangs', async () => {
  const log = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  await answerCloudFormation(event, 'migration', () => Promise.reject(new Error('x'.repeat(1000))));
  expect(answers.pop()?.body).toMatchObject({ Status: 'FAILED', Reason: 'x'.repeat(500) });
  log.mockRestore();
});

test('an answer that is not taken fails the function, whose alarm then tells', async () => {
  const refused = { ...event, ResponseURL: event.ResponseURL.replace('signed', 'refused') };
  await expect(answerCloudFormation(refused, 'migration', async () => {})).rejects.toThrow('403');
});
