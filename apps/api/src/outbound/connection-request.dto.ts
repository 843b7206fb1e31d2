import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsNotEmpty,
  IsObject,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { MayBeAbsent } from '../http/schema.js';
import { MAX_URL_LENGTH } from './target.js';

/** RFC 9110 §5.6.2. */
export const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

const MAX_PEM_LENGTH = 64 * 1024;
const pem = { type: 'string', maxLength: MAX_PEM_LENGTH } as const;

export class BasicCredentials {
  @ApiProperty({ type: 'string', minLength: 1, maxLength: 255, description: "The station's id." })
  @IsString()
  @IsNotEmpty()
  @MaxLength(255)
  @Matches(/^[^:]*$/, { message: 'username must not contain a colon (RFC 7617 §2)' })
  username: string;

  @ApiProperty({ type: 'string', maxLength: 255 })
  @IsString()
  @MaxLength(255)
  password: string;
}

export class ClientCertificate {
  @ApiProperty({ ...pem, description: 'PEM: the certificate, and those above it.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_PEM_LENGTH)
  certificate: string;

  @ApiProperty({ ...pem, description: 'PEM: its private key, not encrypted. It is not stored.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_PEM_LENGTH)
  key: string;
}

/** What the server connects to, and what it says there. */
export class ConnectionRequest {
  @ApiProperty({
    type: 'string',
    maxLength: MAX_URL_LENGTH,
    description: 'ws: or wss:, without credentials.',
    example: 'wss://csms.example/ocpp/CS-1',
  })
  @IsString()
  @MaxLength(MAX_URL_LENGTH)
  url: string;

  @ApiProperty({
    type: [String],
    maxItems: 16,
    uniqueItems: true,
    example: ['ocpp1.6'],
    description: 'In order of preference.',
  })
  @IsArray()
  @ArrayMaxSize(16)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(TOKEN, { each: true, message: 'each of subprotocols must be a token (RFC 6455 §4.1)' })
  subprotocols: string[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Sent with the handshake. Those that the handshake itself is made of cannot be given.',
    example: { 'X-Api-Key': 'k' },
  })
  @MayBeAbsent()
  @IsObject()
  headers?: Record<string, string>;

  @ApiPropertyOptional({ type: BasicCredentials, description: 'HTTP Basic, sent without waiting for a challenge.' })
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => BasicCredentials)
  basic?: BasicCredentials;

  @ApiPropertyOptional({ type: ClientCertificate, description: 'For wss: (OCPP security profile 3).' })
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => ClientCertificate)
  clientCertificate?: ClientCertificate;

  @ApiPropertyOptional({ ...pem, description: "PEM: authorities to trust instead of this server's, for wss:." })
  @MayBeAbsent()
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_PEM_LENGTH)
  trustedCertificates?: string;
}
