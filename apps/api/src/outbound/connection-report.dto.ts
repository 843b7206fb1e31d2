import { ApiExtraModels, ApiProperty } from '@nestjs/swagger';
import { dateTime, NullableProperty } from '../http/schema.js';
import { VERDICTS } from './verdicts.js';
import type { Verdict } from './verdicts.js';

export const STAGES = ['url', 'dns', 'tcp', 'tls', 'http', 'webSocket'] as const;
export type Stage = (typeof STAGES)[number];

export const STAGE_OUTCOMES = ['passed', 'failed', 'skipped'] as const;
export type StageOutcome = (typeof STAGE_OUTCOMES)[number];

export class StageReport {
  @ApiProperty({ type: 'string', enum: STAGES })
  stage: Stage;

  @ApiProperty({ type: 'string', enum: STAGE_OUTCOMES, description: 'Skipped: not needed, or not reached.' })
  outcome: StageOutcome;

  @NullableProperty({ type: 'number' })
  durationMs: number | null;

  @NullableProperty({ type: 'string' }, 'What was found, or what failed, for a person.')
  detail: string | null;
}

export class CertificateReport {
  @ApiProperty({ example: 'CN=csms.example' })
  subject: string;

  @ApiProperty()
  issuer: string;

  @ApiProperty({ type: [String], description: 'DNS names and IP addresses that it is for.' })
  names: string[];

  @ApiProperty(dateTime)
  validFrom: string;

  @ApiProperty(dateTime)
  validTo: string;

  @ApiProperty({ description: 'SHA-256.' })
  fingerprint: string;
}

export class TlsReport {
  @NullableProperty({ type: 'string' })
  version: string | null;

  @NullableProperty({ type: 'string' })
  cipher: string | null;

  @ApiProperty({
    description: 'Whether the certificate leads to a trusted authority, is valid now and is for this host.',
  })
  trusted: boolean;

  @ApiProperty({ description: 'Whether the server asked for a certificate of the station.' })
  clientCertificateRequested: boolean;

  @ApiProperty({ oneOf: [{ $ref: '#/components/schemas/CertificateReport' }, { type: 'null' }] })
  certificate: CertificateReport | null;
}

export class HttpReport {
  @ApiProperty({ type: 'integer', example: 101 })
  status: number;

  @ApiProperty({ example: 'Switching Protocols' })
  statusText: string;

  @NullableProperty({ type: 'string' })
  wwwAuthenticate: string | null;

  @NullableProperty({ type: 'string' }, 'Where a redirect leads. It is not followed.')
  location: string | null;

  @NullableProperty({ type: 'string' })
  retryAfter: string | null;

  @NullableProperty({ type: 'string' })
  upgrade: string | null;

  @NullableProperty({ type: 'string' })
  server: string | null;

  @NullableProperty({ type: 'string' })
  contentType: string | null;

  @NullableProperty({ type: 'string' }, 'The beginning of a refusal, as plain text: show it as nothing else.')
  bodyExcerpt: string | null;
}

export class CloseReport {
  @ApiProperty({ type: 'integer' })
  code: number;

  @ApiProperty()
  reason: string;
}

/** How far an attempt to connect came, and what to do about it. */
@ApiExtraModels(CertificateReport, TlsReport, HttpReport, CloseReport)
export class ConnectionReport {
  @ApiProperty()
  url: string;

  @ApiProperty({ type: 'string', enum: VERDICTS })
  verdict: Verdict;

  @ApiProperty({ description: 'What happened, for a person.' })
  summary: string;

  @ApiProperty({ description: 'What to do about it, for a person.' })
  remedy: string;

  @ApiProperty({ type: [StageReport] })
  stages: StageReport[];

  @ApiProperty({ type: [String], description: 'What the name stands for.' })
  addresses: string[];

  @NullableProperty({ type: 'string' }, 'The address that answered.')
  address: string | null;

  @ApiProperty({ oneOf: [{ $ref: '#/components/schemas/TlsReport' }, { type: 'null' }] })
  tls: TlsReport | null;

  @ApiProperty({ oneOf: [{ $ref: '#/components/schemas/HttpReport' }, { type: 'null' }] })
  http: HttpReport | null;

  @NullableProperty({ type: 'string' }, 'The subprotocol that the server chose.')
  subprotocol: string | null;

  @ApiProperty({
    oneOf: [{ $ref: '#/components/schemas/CloseReport' }, { type: 'null' }],
    description: 'How the server closed the connection at once, if it did.',
  })
  close: CloseReport | null;

  @ApiProperty({ type: 'number' })
  durationMs: number;
}
