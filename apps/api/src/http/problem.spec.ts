import { expect, test } from '@jest/globals';
import type { ArgumentsHost } from '@nestjs/common';
import express from 'express';
import type { NextFunction, Request, Response } from 'express';
import supertest from 'supertest';
import { QueryFailedError } from 'typeorm';
import { Log } from '../logging/log.js';
import { ProblemFilter } from './problem.js';

/** What a request is answered whose handler throws this. */
function answerTo(error: unknown): supertest.Test {
  const filter = new ProblemFilter(new Log('silent'));
  const app = express();
  app.get('/', () => {
    throw error;
  });
  app.use((thrown: unknown, request: Request, response: Response, _next: NextFunction) =>
    filter.catch(thrown, {
      switchToHttp: () => ({ getRequest: () => request, getResponse: () => response }),
    } as unknown as ArgumentsHost),
  );
  return supertest(app).get('/');
}

const failed = (code: string): QueryFailedError =>
  new QueryFailedError('SELECT secret', [], Object.assign(new Error('driver'), { code }));

test('a database that is away is 503 with a time to come back; nothing is told of the statement', async () => {
  const { text } = await answerTo(failed('ECONNREFUSED')).expect(503).expect('Retry-After', '5');
  expect(JSON.parse(text)).toEqual({
    type: 'about:blank',
    title: 'Service Unavailable',
    status: 503,
    detail: 'The database cannot be reached; try again later',
  });
});

test('a statement that is wrong is 500, and its text stays in the log', async () => {
  const { text } = await answerTo(failed('ER_PARSE_ERROR')).expect(500);
  expect(JSON.parse(text).detail).toMatch(/^The server failed; its log says why/);
});
