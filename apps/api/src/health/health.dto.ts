import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Problem } from '../http/problem.js';

const checks = {
  type: 'object' as const,
  additionalProperties: {
    type: 'object',
    properties: { status: { type: 'string', enum: ['up', 'down'] } },
    required: ['status'],
    additionalProperties: true,
  },
};

export class Health {
  @ApiProperty({ type: 'string', enum: ['ok'] })
  status: 'ok';

  @ApiPropertyOptional({ ...checks, description: 'What is up.' })
  info?: object;

  @ApiPropertyOptional({ ...checks, description: 'What is down: nothing, where this is the answer.' })
  error?: object;

  @ApiProperty({ ...checks, description: 'Everything that was checked.' })
  details: object;
}

export class HealthProblem extends Problem {
  @ApiProperty({ ...checks, description: 'What is up and what is down, and why.' })
  checks: object;
}
