import { authPaths } from '@simulator/deployment';
import type { CloudFrontResultResponse } from 'aws-lambda';
import { page, redirect } from '../http/answers.js';
import { headerOf } from '../http/request.js';
import { log, reasonOf } from '../log.js';
import { clearSession, readSession } from '../session/session.js';
import { revoke } from './provider.js';
import type { Visit } from './visit.js';

/** Signs out here and at the issuer. Here it works also while the issuer is down. */
export async function endLogin(visit: Visit): Promise<CloudFrontResultResponse> {
  const { request, origin, cookies, secrets, login, nowS } = visit;
  // A link on a foreign page must not sign anybody out; a person who follows one is asked.
  const site = headerOf(request, 'sec-fetch-site');
  if (site === 'cross-site' || site === 'same-site') {
    const link = { href: authPaths.logout, text: 'Sign out' };
    return page({ status: 200, title: 'Sign out?', text: 'Another site sent you here.', link });
  }
  const tokens = readSession(secrets.keys, cookies, nowS)?.tokens ?? {};
  const done = `${origin}${authPaths.signedOut}`;
  try {
    const provider = await visit.provider();
    if (tokens.refresh !== undefined) await revoke(provider, login, secrets, tokens.refresh);
    return redirect(issuerLogout(login.logout, provider, { done, idToken: tokens.id }) ?? done, clearSession());
  } catch (error) {
    log('logout-incomplete', { reason: reasonOf(error) });
    return redirect(done, clearSession());
  }
}

interface LogoutEnds {
  /** Where to come back to. */
  done: string;
  idToken: string | undefined;
}

function issuerLogout(
  kind: Visit['login']['logout'],
  { endpoints, clientId }: Awaited<ReturnType<Visit['provider']>>,
  { done, idToken }: LogoutEnds,
): string | null {
  if (kind === 'cognito') {
    const url = new URL('/logout', endpoints.authorization);
    url.search = new URLSearchParams({ client_id: clientId, logout_uri: done }).toString();
    return url.href;
  }
  if (kind === 'none' || endpoints.endSession === undefined) return null;
  const url = new URL(endpoints.endSession);
  url.searchParams.set('client_id', clientId);
  url.searchParams.set('post_logout_redirect_uri', done);
  if (idToken !== undefined) url.searchParams.set('id_token_hint', idToken);
  return url.href;
}
