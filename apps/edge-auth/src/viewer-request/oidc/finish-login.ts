// The way back from the identity provider.
import { authPaths, LOGIN_TIMEOUT_S } from '@simulator/deployment';
import type { CloudFrontResultResponse } from 'aws-lambda';
import { page, redirect } from '../http/answers.js';
import { log } from '../log.js';
import { readSession } from '../session/session.js';
import { findAttempt, forgetAttempt } from './login-attempt.js';
import type { LoginAttempt } from './login-attempt.js';
import { requestTokens } from './provider.js';
import { newSession, sessionCookies } from './sessions.js';
import type { Visit } from './visit.js';

const AGAIN = { href: '/', text: 'Sign in again' };
const MINUTES = LOGIN_TIMEOUT_S / 60;

export async function finishLogin(visit: Visit): Promise<CloudFrontResultResponse> {
  const { request, cookies, secrets, nowS, origin } = visit;
  const query = new URLSearchParams(request.querystring);
  const state = only(query, 'state');
  const attempt = state === null ? null : findAttempt(secrets.keys, cookies, state, nowS);
  if (attempt === null || attempt === 'too old') {
    // Another tab may have finished it, or the page was reloaded. The code is not used: it could be somebody else's.
    if (isSignedIn(visit)) return redirect(`${origin}/`);
    return unknownAttempt(attempt);
  }
  const refused = await refusal(visit, query, attempt);
  return refused ?? exchange(visit, only(query, 'code') ?? '', attempt);
}

/** A parameter that is there once. */
function only(query: URLSearchParams, name: string): string | null {
  const [value, ...more] = query.getAll(name);
  return value === undefined || value === '' || more.length > 0 ? null : value;
}

function isSignedIn({ cookies, secrets, nowS }: Visit): boolean {
  const session = readSession(secrets.keys, cookies, nowS);
  return session !== null && session.expiresAt > nowS;
}

function unknownAttempt(found: 'too old' | null): CloudFrontResultResponse {
  log('login-refused', { reason: found ?? 'unknown state' });
  const text =
    found === 'too old'
      ? `The sign-in took longer than ${MINUTES} minutes, or a clock is off.`
      : 'This browser began no sign-in that this answer belongs to. It may have been finished in another tab, have begun in ' +
        'another browser, or the browser keeps no cookies of this site.';
  return page({ status: 400, title: 'The sign-in could not be finished', text, link: AGAIN });
}

async function refusal(
  visit: Visit,
  query: URLSearchParams,
  attempt: LoginAttempt,
): Promise<CloudFrontResultResponse | null> {
  const error = query.get('error');
  const issuer = query.get('iss');
  const forget = [forgetAttempt(attempt.state)];
  const title = 'The sign-in was refused';
  if (error !== null) {
    log('login-refused', { reason: 'provider', error: error.slice(0, 60) });
    const said = [error, query.get('error_description')].filter((part) => part !== null).join(': ');
    return page({ status: 403, title, text: `The identity provider says: ${said.slice(0, 300)}`, link: AGAIN }, forget);
  }
  // RFC 9207: an answer of another issuer must not be taken for one of ours.
  if (issuer !== null && issuer !== (await visit.provider()).issuer) {
    return page({ status: 400, title, text: 'The answer came from another identity provider.', link: AGAIN }, forget);
  }
  if (only(query, 'code') !== null) return null;
  return page({ status: 400, title, text: 'The identity provider sent no code.', link: AGAIN }, forget);
}

async function exchange(visit: Visit, code: string, attempt: LoginAttempt): Promise<CloudFrontResultResponse> {
  const { origin, login, secrets } = visit;
  const provider = await visit.provider();
  const answer = await requestTokens(provider, login, secrets, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: `${origin}${authPaths.callback}`,
    code_verifier: attempt.verifier,
  });
  const session = await newSession(visit, answer, attempt.nonce);
  const setCookies = sessionCookies(visit, session);
  return redirect(`${origin}${attempt.returnPath}`, [...setCookies, forgetAttempt(attempt.state)]);
}
