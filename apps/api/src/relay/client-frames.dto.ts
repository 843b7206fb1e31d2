// What a page sends over the relay's WebSocket: one JSON object a text frame.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Equals, IsInt, IsNotEmpty, IsString, Max, MaxLength, Min } from 'class-validator';
import { MayBeAbsent } from '../http/schema.js';
import { ConnectionRequest } from '../outbound/connection-request.dto.js';

export const MAX_ID_LENGTH = 64;
/** UTF-16 code units; no OCPP message comes near it. */
export const MAX_TEXT_LENGTH = 1024 * 1024;
const MIN_PING_INTERVAL_MS = 1000;
const MAX_PING_INTERVAL_MS = 3_600_000;

const idSchema = {
  type: 'string',
  minLength: 1,
  maxLength: MAX_ID_LENGTH,
  description: 'Of one connection, chosen by the page. Free again after `closed` or `failed`.',
} as const;

export class RelayOpen extends ConnectionRequest {
  @ApiProperty({ type: 'string', enum: ['open'] })
  @Equals('open')
  type: 'open';

  @ApiProperty(idSchema)
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_ID_LENGTH)
  id: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: MIN_PING_INTERVAL_MS,
    maximum: MAX_PING_INTERVAL_MS,
    description:
      'Ping the server this often, and drop the connection when it has not answered by the next. Absent: never.',
  })
  @MayBeAbsent()
  @IsInt()
  @Min(MIN_PING_INTERVAL_MS)
  @Max(MAX_PING_INTERVAL_MS)
  pingIntervalMs?: number;
}

export class RelaySend {
  @ApiProperty({ type: 'string', enum: ['send'] })
  @Equals('send')
  type: 'send';

  @ApiProperty(idSchema)
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_ID_LENGTH)
  id: string;

  @ApiProperty({ type: 'string', maxLength: MAX_TEXT_LENGTH })
  @IsString()
  @MaxLength(MAX_TEXT_LENGTH)
  text: string;
}

export class RelayPing {
  @ApiProperty({ type: 'string', enum: ['ping'], description: 'One ping, answered by `pong`.' })
  @Equals('ping')
  type: 'ping';

  @ApiProperty(idSchema)
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_ID_LENGTH)
  id: string;
}

export class RelayClose {
  @ApiProperty({ type: 'string', enum: ['close'], description: 'Answered by `closed`.' })
  @Equals('close')
  type: 'close';

  @ApiProperty(idSchema)
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_ID_LENGTH)
  id: string;

  @ApiPropertyOptional({
    type: 'integer',
    description: '1000 to 1014 but for 1004 to 1006, or 3000 to 4999.',
    default: 1000,
  })
  @MayBeAbsent()
  @IsInt()
  code?: number;

  @ApiPropertyOptional({ type: 'string', description: 'Cut to 123 bytes in UTF-8 (RFC 6455 §5.5).', default: '' })
  @MayBeAbsent()
  @IsString()
  reason?: string;
}

export type RelayClientFrame = RelayOpen | RelaySend | RelayPing | RelayClose;
