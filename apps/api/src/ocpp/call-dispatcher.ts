// An inbound CALL from its table row to its answer: known, served, valid, handled. The one place that makes CALLERRORs.
import { Inject, Injectable } from '@nestjs/common';
import type { CallError, CallFrame } from '@simulator/ocpp';
import { DeviationsService } from '../deviations/deviations.service.js';
import { isDatabaseAway } from '../database/database-away.js';
import { Log } from '../logging/log.js';
import { Metrics } from '../metrics/metrics.js';
import type { Answer, StationConnection } from './station-connection.js';
import { V16Handlers } from './v16/handlers.js';
import { readLeniently } from './v16/tolerance.js';

@Injectable()
export class CallDispatcher {
  @Inject(DeviationsService) private readonly deviations: DeviationsService;

  constructor(
    private readonly v16Handlers: V16Handlers,
    private readonly metrics: Metrics,
    private readonly log: Log,
  ) {}

  async answer(connection: StationConnection, call: CallFrame, receivedAt: Date): Promise<Answer> {
    const { stationId, version } = connection;
    const { messageId, action } = call;
    const handle = this.v16Handlers.find(action);
    const request = this.read(connection, call, receivedAt);
    if ('error' in request || handle === undefined) {
      const error = 'error' in request ? request.error : version.unsupportedAction(action);
      this.log.warn({ stationId, messageId, action, error }, 'CALL refused');
      return this.counted({ error }, connection, call, receivedAt);
    }
    let answer: Answer;
    try {
      const payload = await handle(request.payload, { stationId, messageId, receivedAt });
      this.log.debug({ stationId, messageId, action, request: call.payload, response: payload }, 'CALL answered');
      answer = { payload };
    } catch (error) {
      this.log.error({ stationId, messageId, action, error }, 'CALL failed');
      answer = isDatabaseAway(error)
        ? { unstorable: true }
        : { error: version.internalError(`${action} could not be stored; send it again later`) };
    }
    return this.counted(answer, connection, call, receivedAt);
  }

  private counted(answer: Answer, { version }: StationConnection, { action }: CallFrame, receivedAt: Date): Answer {
    const name = Object.hasOwn(version.actions, action) ? action : 'unknown';
    const seconds = (Date.now() - receivedAt.getTime()) / 1000;
    this.metrics.answered(name, 'payload' in answer ? 'result' : 'error', seconds);
    return answer;
  }

  /** What the station means, or the CALLERROR that refuses it. Either way a deviation from the standard is noted. */
  private read(
    { stationId, version }: StationConnection,
    { action, payload }: CallFrame,
    receivedAt: Date,
  ): { payload: unknown } | { error: CallError } {
    const row = Object.hasOwn(version.actions, action) ? version.actions[action] : undefined;
    if (row === undefined) return { error: version.unknownAction(action) };
    if (row.sender === 'csms') return { error: version.unsupportedAction(action) };
    const reading = readLeniently(action, row, payload);
    const message = { stationId, action, payload, receivedAt };
    if (reading.refused.length > 0) {
      this.deviations.note(message, 'refused', reading.refused);
      return { error: version.invalidPayload(action, reading.refused) };
    }
    if (reading.tolerated.length > 0) this.deviations.note(message, 'tolerated', reading.tolerated);
    return { payload: reading.payload };
  }
}
