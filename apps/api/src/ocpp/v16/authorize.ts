import type { Verdict } from '../../id-tokens/id-tokens.service.js';
import type { CallContext, Csms, Handler } from './handler.js';

// OCPP 1.6 §4.1
export const authorize: Handler<'Authorize'> = async ({ idTag }, context, csms) => {
  return { idTagInfo: (await judge(idTag, context, csms)).info };
};

/** What the tag may do at this station. One that is not accepted (§4.2) gives no energy and learns nothing about tags. */
export async function judge(idTag: string, { stationId, receivedAt }: CallContext, csms: Csms): Promise<Verdict> {
  if ((await csms.stations.registrationOf(stationId)) === 'Accepted') return csms.idTokens.judge(idTag, receivedAt);
  return { info: { status: 'Invalid' }, concurrentTransactionLimit: null };
}
