import type { Handler } from './handler.js';

// OCPP 1.6 §4.6
export const heartbeat: Handler<'Heartbeat'> = async (_request, { stationId, receivedAt }, { stations }) => {
  await stations.recordSeen(stationId, receivedAt);
  return { currentTime: new Date().toISOString() };
};
