// An inbound CALL from its table row to its answer: known, served, valid, handled. The one place that makes CALLERRORs.
import { Injectable } from '@nestjs/common';
import type { CallError, CallFrame, OcppVersion, Violation } from '@simulator/ocpp';
import { inLogContext } from '../logging/log-context.js';
import { isDatabaseAway } from '../database/database-away.js';
import { Log } from '../logging/log.js';
import { Metrics } from '../metrics/metrics.js';
import type { Answer, StationConnection } from './station-connection.js';
import { V16Handlers } from './v16/handlers.js';

@Injectable()
export class CallDispatcher {
  constructor(
    private readonly v16Handlers: V16Handlers,
    private readonly metrics: Metrics,
    private readonly log: Log,
  ) {}

  async answer(connection: StationConnection, call: CallFrame, receivedAt: Date): Promise<Answer> {
    const ids = { stationId: connection.stationId, messageId: call.messageId };
    const answer = await inLogContext(ids, () => this.handle(connection, call, receivedAt));
    const action = Object.hasOwn(connection.version.actions, call.action) ? call.action : 'unknown';
    const seconds = (Date.now() - receivedAt.getTime()) / 1000;
    this.metrics.answered(action, 'payload' in answer ? 'result' : 'error', seconds);
    return answer;
  }

  private async handle(connection: StationConnection, call: CallFrame, receivedAt: Date): Promise<Answer> {
    const { stationId, version } = connection;
    const { messageId, action } = call;
    const handle = this.v16Handlers.find(action);
    const refusal = refusalOf(version, call, handle !== undefined);
    if (refusal !== null || handle === undefined) {
      const error = refusal ?? version.unsupportedAction(action);
      this.log.warn({ stationId, messageId, action, error }, 'CALL refused');
      return { error };
    }
    try {
      const payload = await handle(call.payload, { stationId, receivedAt });
      this.log.debug({ stationId, messageId, action, request: call.payload, response: payload }, 'CALL answered');
      return { payload };
    } catch (error) {
      this.log.error({ stationId, messageId, action, error }, 'CALL failed');
      if (isDatabaseAway(error)) return { unstorable: true };
      return { error: version.internalError(`${action} could not be stored; send it again later`) };
    }
  }
}

function refusalOf(version: OcppVersion, call: CallFrame, served: boolean): CallError | null {
  const row = Object.hasOwn(version.actions, call.action) ? version.actions[call.action] : undefined;
  if (row === undefined) return version.unknownAction(call.action);
  if (!served) return version.unsupportedAction(call.action);
  const violations = row.validateRequest(call.payload).filter((violation) => !isTolerable(violation));
  return violations.length === 0 ? null : version.invalidPayload(call.action, violations);
}

/** Stations in the field send measurands, units and contexts of their own: they are stored as sent. */
function isTolerable({ path, keyword }: Violation): boolean {
  return keyword === 'enum' && path.includes('/sampledValue/');
}
