import { Controller, Get, Res } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Needs } from '../auth/access.js';
import { ProblemException } from '../http/problem.js';
import { Problems } from '../http/schema.js';
import { OutboundConnector } from '../outbound/outbound-connector.js';
import { RelayClose, RelayOpen, RelayPing, RelaySend } from './client-frames.dto.js';
import { RelayClosed, RelayError, RelayFailed, RelayMessage, RelayOpened, RelayPong } from './server-frames.dto.js';
import { RELAY_SUBPROTOCOL } from './subprotocol.js';

const clientFrames = [RelayOpen, RelaySend, RelayPing, RelayClose];
const serverFrames = [RelayOpened, RelayFailed, RelayMessage, RelayPong, RelayClosed, RelayError];
const namesOf = (frames: { name: string }[]): string => frames.map(({ name }) => `\`${name}\``).join(', ');

@ApiTags('connections to other central systems')
@ApiExtraModels(...clientFrames, ...serverFrames)
@Needs('operator')
@Controller('relay')
export class RelayController {
  constructor(private readonly connector: OutboundConnector) {}

  @Get()
  @ApiOperation({
    operationId: 'openRelay',
    summary: "A WebSocket that carries a page's connections to other central systems",
    description:
      `Subprotocol \`${RELAY_SUBPROTOCOL}\`; each frame is one JSON object. The page sends ${namesOf(clientFrames)}; the relay ` +
      `sends ${namesOf(serverFrames)}. After \`open\` comes \`opened\` or \`failed\`, then \`closed\` at the end. A frame that ` +
      'cannot be obeyed is answered by `error`, and nothing else is lost by it. Connections end with the socket. ' +
      'Without an upgrade this answers whether there is a relay: 426, or 403 where it is turned off.',
  })
  @ApiHeader({ name: 'Sec-WebSocket-Protocol', schema: { type: 'string', enum: [RELAY_SUBPROTOCOL] }, required: false })
  @ApiResponse({ status: 101, description: 'The WebSocket is open' })
  @Problems(400, 403, 426, 429, 503)
  refuse(@Res({ passthrough: true }) response: Response): never {
    this.connector.assertOn();
    response.setHeader('Upgrade', 'websocket');
    throw new ProblemException(426, `Connect with a WebSocket and the subprotocol ${RELAY_SUBPROTOCOL}`);
  }
}
