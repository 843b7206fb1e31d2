// ETags (RFC 9110 §8.8.3) of what people edit: `"version.hash"`. The hash changes with everything that the answer shows, the
// version with edits only: a heartbeat between reading and writing is no conflict.
import { createHash } from 'node:crypto';
import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { ProblemException } from './problem.js';

export function etagOf(version: number, body: object): string {
  const hash = createHash('sha1').update(JSON.stringify(body)).digest('base64url').slice(0, 12);
  return `"${version}.${hash}"`;
}

/**
 * The version that an If-Match header asks for; undefined without one.
 * @throws ProblemException 412 for an ETag that is none of ours.
 */
export function versionToMatch(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const match = /^"(\d{1,9})\.[\w-]*"$/.exec(ifMatch.trim());
  if (!match) throw editConflict();
  return Number(match[1]);
}

export const editConflict = (): ProblemException =>
  new ProblemException(412, 'Somebody has changed it since you read it. Read it again, then repeat your change.');

export const etagHeader = { ETag: { required: true, schema: { type: 'string' } } } as const;

/** Documents the precondition of an edit. */
export function IfMatch() {
  return applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The ETag that you read: the change is refused with 412 when somebody was faster.',
      schema: { type: 'string' },
    }),
  );
}
