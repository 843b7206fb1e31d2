// What the relay sends to a page: one JSON object a text frame.
import { ApiProperty } from '@nestjs/swagger';
import { NullableProperty } from '../http/schema.js';
import { ConnectionReport } from '../outbound/connection-report.dto.js';

export const RELAY_ERROR_CODES = ['malformed', 'idInUse', 'notOpen'] as const;
export type RelayErrorCode = (typeof RELAY_ERROR_CODES)[number];

const type = (name: string, description: string) => ApiProperty({ type: 'string', enum: [name], description });

export class RelayOpened {
  @type('opened', 'The connection is there.')
  type: 'opened';

  @ApiProperty()
  id: string;

  @ApiProperty({ description: 'What the server chose; empty for none.' })
  subprotocol: string;
}

export class RelayFailed {
  @type('failed', 'The connection could not be opened.')
  type: 'failed';

  @ApiProperty()
  id: string;

  @ApiProperty({ type: ConnectionReport })
  report: ConnectionReport;
}

export class RelayMessage {
  @type('message', 'The server sent a text.')
  type: 'message';

  @ApiProperty()
  id: string;

  @ApiProperty()
  text: string;
}

export class RelayPong {
  @type('pong', 'The server answered a ping.')
  type: 'pong';

  @ApiProperty()
  id: string;

  @ApiProperty({ type: 'number' })
  latencyMs: number;
}

export class RelayClosed {
  @type('closed', 'The connection has ended.')
  type: 'closed';

  @ApiProperty()
  id: string;

  @ApiProperty({
    type: 'integer',
    description: '1005: the server gave none; 1006: it ended without a closing handshake.',
  })
  code: number;

  @ApiProperty({ description: 'What the server said; for 1006 what is known here.' })
  reason: string;
}

export class RelayError {
  @type('error', 'A frame of the page could not be obeyed. All else goes on.')
  type: 'error';

  @NullableProperty({ type: 'string' }, 'Of the connection that it was about, where that could be read.')
  id: string | null;

  @ApiProperty({ type: 'string', enum: RELAY_ERROR_CODES })
  code: RelayErrorCode;

  @ApiProperty({ description: 'For a person.' })
  detail: string;
}

export type RelayServerFrame = RelayOpened | RelayFailed | RelayMessage | RelayPong | RelayClosed | RelayError;
