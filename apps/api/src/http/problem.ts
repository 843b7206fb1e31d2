// Errors as RFC 9457 problem details: the one place where an error becomes HTTP.
import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, ServiceUnavailableException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter, ValidationError } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { isDatabaseAway } from '../database/database-away.js';
import { Log } from '../logging/log.js';
import { logContext } from '../logging/log-context.js';

/** One thing that is wrong with a request. */
export class FieldProblem {
  @ApiProperty({ description: 'Path of the field, or name of the parameter.', example: 'payload/connectorId' })
  field: string;

  @ApiProperty({ example: 'must be integer' })
  detail: string;
}

/** RFC 9457 problem details. */
export class Problem {
  @ApiProperty({ example: 'about:blank' })
  type: string;

  @ApiProperty({ example: 'Not Found' })
  title: string;

  @ApiProperty({ type: 'integer', example: 404 })
  status: number;

  @ApiProperty({ description: 'What is wrong with this very request, for a person.' })
  detail: string;

  @ApiPropertyOptional({ type: [FieldProblem], description: 'The fields that are wrong, where that is the reason.' })
  errors?: FieldProblem[];
}

/** An error with its HTTP status and, for a bad request, the fields that are wrong. */
export class ProblemException extends HttpException {
  constructor(
    status: number,
    detail: string,
    readonly errors?: FieldProblem[],
  ) {
    super(detail, status);
  }
}

export const notFound = (what: string): ProblemException => new ProblemException(404, `${what} does not exist`);

export function invalid(errors: FieldProblem[]): ProblemException {
  return new ProblemException(400, errors.map(({ field, detail }) => `${field}: ${detail}`).join('; '), errors);
}

/** For the ValidationPipe. */
export function invalidFields(errors: ValidationError[]): ProblemException {
  return invalid(errors.flatMap((error) => fieldProblems(error, '')));
}

function fieldProblems(error: ValidationError, parent: string): FieldProblem[] {
  const field = `${parent}${error.property}`;
  const own = Object.values(error.constraints ?? {}).map((detail) => ({ field, detail }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldProblems(child, `${field}/`))];
}

function sendProblem(response: Response, problem: Problem): void {
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** The last handler: no route took the request. */
export function answerNotFound(request: Request, response: Response): void {
  const detail = `Cannot ${request.method} ${request.path}`;
  sendProblem(response, { type: 'about:blank', title: 'Not Found', status: 404, detail });
}

/** What is away comes back by itself, mostly within seconds. */
const RETRY_AFTER_S = 5;

@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const problem = this.problemOf(error, http.getRequest<Request>());
    if (problem.status === 503 && problem.checks === undefined)
      response.setHeader('Retry-After', String(RETRY_AFTER_S));
    if (problem.status === 405 && response.getHeader('Allow') === undefined) response.setHeader('Allow', 'GET');
    sendProblem(response, problem);
  }

  private problemOf(error: unknown, request: Request): Problem & { checks?: object } {
    const status = statusOf(error);
    const { method, originalUrl: url } = request;
    if (status >= 500 && status !== 503) this.log.error({ error, method, url }, 'request failed');
    if (isDatabaseAway(error)) this.log.warn({ error, method, url }, 'request failed: the database cannot be reached');
    const detail = detailOf(error, status);
    return {
      type: 'about:blank',
      title: STATUS_CODES[status] ?? 'Error',
      status,
      detail,
      ...(error instanceof ProblemException && error.errors ? { errors: error.errors } : {}),
      ...healthChecksOf(error),
    };
  }
}

/** Terminus throws its report: which checks are up and which are down, and why. */
function healthChecksOf(error: unknown): { checks?: object } {
  const report = error instanceof ServiceUnavailableException ? error.getResponse() : undefined;
  return typeof report === 'object' && 'details' in report ? { checks: report.details as object } : {};
}

function detailOf(error: unknown, status: number): string {
  if (isDatabaseAway(error)) return 'The database cannot be reached; try again later';
  const isOurs = status < 500 || error instanceof ProblemException;
  return isOurs ? messageOf(error) : `The server failed; its log says why, ${whereInLog()}`;
}

// body-parser and express errors carry their status themselves.
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (isDatabaseAway(error)) return 503;
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}

const whereInLog = (): string => `under the request ${String(logContext()['requestId'])}`;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
