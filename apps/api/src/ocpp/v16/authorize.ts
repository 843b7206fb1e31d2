import type { Handler } from './handler.js';

// OCPP 1.6 §4.1
export const authorize: Handler<'Authorize'> = async ({ idTag }, { receivedAt }, { idTokens }) => {
  return { idTagInfo: await idTokens.judge(idTag, receivedAt) };
};
