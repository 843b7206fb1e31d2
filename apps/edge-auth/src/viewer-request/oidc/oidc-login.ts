// The login by OpenID Connect as a step: answers its own paths, and lets nobody else by without a session.
import { authPaths, cookieNames, normalisePath } from '@simulator/deployment';
import type { CloudFrontResultResponse } from 'aws-lambda';
import type { OidcLogin } from '../../config/edge-config.js';
import type { Variants } from '../create-handler.js';
import { problem, redirect } from '../http/answers.js';
import { readCookies } from '../http/cookies.js';
import { isNavigation } from '../http/request.js';
import { returnPath } from '../http/return-path.js';
import { log, reasonOf } from '../log.js';
import { authPathUnknown, lostCookiesPage, sessionAnswer, signedOutPage, unauthorised } from '../session/answers.js';
import { passOn } from '../session/pass-on.js';
import { clearSession, readSession } from '../session/session.js';
import type { Session } from '../session/session.js';
import type { LoginContext } from '../session/login-context.js';
import type { Outcome, Step } from '../step.js';
import { endLogin } from './end-login.js';
import { failureAnswer, isOfProvider } from './failures.js';
import { finishLogin } from './finish-login.js';
import { providerFrom } from './provider.js';
import { renewSession, sessionCookies } from './sessions.js';
import { startLogin } from './start-login.js';
import { TokenRefused, verifyAccessToken } from './tokens.js';
import type { Visit } from './visit.js';

const SESSION_OVER = 'The session has ended. Open the page again to sign in.';
const TO_BE_RENEWED = `The session has to be renewed: POST ${authPaths.refresh}, then try again.`;

export const oidcVariant: Variants['login'] = (login, context) => {
  if (login.kind !== 'oidc') throw new Error('this build knows the login by OpenID Connect only');
  return oidcLogin(login, context);
};

function oidcLogin(login: OidcLogin, context: LoginContext): Step {
  const provider = providerFrom(login, context.now);
  const renewals: Visit['renewals'] = new Map();
  return async (request) => {
    try {
      const secrets = await context.secrets();
      const nowMs = context.now();
      return await answerOrPass({
        request,
        origin: context.originOf(request),
        cookies: readCookies(request.headers),
        secrets,
        login,
        provider: () => provider(secrets),
        renewals,
        nowMs,
        nowS: Math.floor(nowMs / 1000),
      });
    } catch (error) {
      return { answer: failureAnswer(request, error) };
    }
  };
}

async function answerOrPass(visit: Visit): Promise<Outcome> {
  const path = normalisePath(visit.request.uri);
  if (!path.startsWith(`${authPaths.prefix}/`)) return guard(visit);
  const route = routes[path];
  if (route === undefined) return { answer: authPathUnknown(visit.request) };
  const { method } = visit.request;
  if (method === route.method) return { answer: await route.answer(visit) };
  return { answer: problem(405, 'Method Not Allowed', `${path} takes ${route.method}, not ${method.slice(0, 20)}.`) };
}

type Answer = (visit: Visit) => CloudFrontResultResponse | Promise<CloudFrontResultResponse>;

const routes: Readonly<Record<string, { method: string; answer: Answer }>> = {
  [authPaths.callback]: { method: 'GET', answer: finishLogin },
  [authPaths.logout]: { method: 'GET', answer: endLogin },
  [authPaths.signedOut]: { method: 'GET', answer: () => signedOutPage() },
  [authPaths.session]: { method: 'GET', answer: tellSession },
  [authPaths.refresh]: { method: 'POST', answer: refreshSession },
};

const sessionOf = ({ secrets, cookies, nowS }: Visit): Session | null => readSession(secrets.keys, cookies, nowS);

function tellSession(visit: Visit): CloudFrontResultResponse {
  const session = sessionOf(visit);
  if (session === null) return unauthorised(SESSION_OVER);
  if (session.expiresAt > visit.nowS) return sessionAnswer(session, visit.nowS);
  return unauthorised(session.tokens.refresh === undefined ? SESSION_OVER : TO_BE_RENEWED);
}

async function refreshSession(visit: Visit): Promise<CloudFrontResultResponse> {
  const session = sessionOf(visit);
  if (session === null) return unauthorised(SESSION_OVER);
  if (visit.nowS < session.refreshAt) return sessionAnswer(session, visit.nowS);
  if (session.tokens.refresh === undefined) {
    return session.expiresAt > visit.nowS ? sessionAnswer(session, visit.nowS) : unauthorised(SESSION_OVER);
  }
  const renewed = await renewSession(visit, session);
  return sessionAnswer(renewed, visit.nowS, sessionCookies(visit, renewed));
}

async function guard(visit: Visit): Promise<Outcome> {
  const { request, nowS, cookies } = visit;
  const session = sessionOf(visit);
  const goes = isNavigation(request);
  const justSignedIn = cookies.has(cookieNames.justSignedIn);
  if (session === null) {
    if (!goes) return { answer: unauthorised('Sign in first: open the page in a browser.') };
    return { answer: justSignedIn ? lostCookiesPage() : await startLogin(visit) };
  }
  if (nowS < session.expiresAt && (await hasGoodToken(visit, session))) {
    const due = nowS >= session.refreshAt && goes && !justSignedIn && session.tokens.refresh !== undefined;
    const renewed = due ? await renewInPassing(visit, session) : null;
    return renewed === null ? passOn(request, session.tokens.access) : { answer: renewed };
  }
  if (!goes) return { answer: unauthorised(session.tokens.refresh === undefined ? SESSION_OVER : TO_BE_RENEWED) };
  return { answer: justSignedIn ? lostCookiesPage() : await renewOrStart(visit, session) };
}

async function hasGoodToken(visit: Visit, { tokens }: Session): Promise<boolean> {
  try {
    await verifyAccessToken(tokens.access ?? '', await visit.provider(), visit.login, visit.nowMs);
    return true;
  } catch (error) {
    if (error instanceof TokenRefused) return false;
    throw error;
  }
}

/** Cookies can be set by an answer only: the browser is sent to where it is. Null: it goes on with what it has, which is still good. */
async function renewInPassing(visit: Visit, session: Session): Promise<CloudFrontResultResponse | null> {
  const { uri, querystring } = visit.request;
  const here = querystring === '' ? uri : `${uri}?${querystring}`;
  if (returnPath(uri, querystring) !== here) return null;
  try {
    const renewed = await renewSession(visit, session);
    return redirect(`${visit.origin}${here}`, sessionCookies(visit, renewed));
  } catch (error) {
    log('renewal-failed', { reason: reasonOf(error) });
    return null;
  }
}

/** The access token is over. A provider that is down is no reason to sign in, which would fail as well. */
async function renewOrStart(visit: Visit, session: Session): Promise<CloudFrontResultResponse> {
  if (session.tokens.refresh === undefined) return startLogin(visit, clearSession());
  try {
    const renewed = await renewSession(visit, session);
    const { uri, querystring } = visit.request;
    return redirect(`${visit.origin}${returnPath(uri, querystring)}`, sessionCookies(visit, renewed));
  } catch (error) {
    if (isOfProvider(error)) throw error;
    log('renewal-refused', { reason: reasonOf(error) });
    return startLogin(visit, clearSession());
  }
}
