// Decorators that say the same thing to class-validator and to the OpenAPI 3.1 document.
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiResponse } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';

type Json = Record<string, unknown>;

/** A property that is always there, and may be null: OpenAPI 3.1 has no `nullable`. */
export function NullableProperty(
  schema: Json & { type: 'string' | 'integer' | 'number' | 'object' },
  description?: string,
) {
  const extra = description === undefined ? {} : { description };
  return ApiProperty({ oneOf: [schema, { type: 'null' }], ...extra });
}

/** May be left out, but not be null (class-validator's IsOptional lets both pass). */
export const MayBeAbsent = () => ValidateIf((_object, value) => value !== undefined);

export const dateTime = { type: 'string', format: 'date-time' } as const;

const descriptions: Record<number, string> = {
  400: 'The request is wrong; `errors` names the fields',
  403: 'Not allowed',
  404: 'There is no such thing',
  405: 'This resource does not know the method',
  409: 'It is in the way of what is there already',
  426: 'Only as a WebSocket',
  429: 'Too often; `Retry-After` says when it is possible again',
  503: 'Not now',
  412: 'It was changed since it was read',
};

export const retryAfterHeader = {
  'Retry-After': { required: true, description: 'Seconds.', schema: { type: 'string' } },
} as const;

/** Where what was created is found. */
export const locationHeader = { Location: { required: true, schema: { type: 'string' } } } as const;

/** Documents problem answers. */
export function Problems(...statuses: (keyof typeof descriptions)[]) {
  return applyDecorators(
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: descriptions[status] ?? 'Problem',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        ...(status === 429 ? { headers: retryAfterHeader } : {}),
      }),
    ),
  );
}
