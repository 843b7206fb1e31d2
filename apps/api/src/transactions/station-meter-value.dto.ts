import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Min } from 'class-validator';
import { PageQuery } from '../http/pagination.js';
import { NullableProperty } from '../http/schema.js';
import { MeterValue, MeterValueFilter, toMeterValue } from './transaction.dto.js';
import type { StoredSample } from './stored-samples.js';

export class StationMeterValueFilter extends MeterValueFilter {
  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: '0 is the station itself.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  connectorId?: number;
}

export class StationMeterValueQuery extends IntersectionType(PageQuery, StationMeterValueFilter) {}

export class StationMeterValue extends MeterValue {
  @ApiProperty({ type: 'integer' })
  id: number;

  @ApiProperty({ type: 'integer', description: '0 is the station itself.' })
  connectorId: number;

  @NullableProperty({ type: 'integer' }, 'Null where the station named none, or one that is not its own.')
  transactionId: number | null;
}

export class StationMeterValuePage {
  @ApiProperty({ type: [StationMeterValue] })
  items: StationMeterValue[];

  @NullableProperty({ type: 'string' })
  nextCursor: string | null;
}

export function toStationMeterValue(sample: StoredSample): StationMeterValue {
  const { id, connectorId, transactionId } = sample;
  return { id, connectorId, transactionId, ...toMeterValue(sample) };
}
