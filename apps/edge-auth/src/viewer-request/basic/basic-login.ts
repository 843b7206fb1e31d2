// The login for a sandbox without an identity provider: HTTP Basic at one path, checked once, then a signed session.
// The browser sends the password again only below the path that asked for it (RFC 7617 §2.2).
import { authPaths, normalisePath, SESSION_MAX_AGE_S } from '@simulator/deployment';
import type { CloudFrontResultResponse } from 'aws-lambda';
import type { BasicLogin } from '../../config/edge-config.js';
import type { Variants } from '../create-handler.js';
import { page, problem, redirect } from '../http/answers.js';
import { readCookies } from '../http/cookies.js';
import { headerOf, isNavigation } from '../http/request.js';
import { returnPath } from '../http/return-path.js';
import { log, reasonOf } from '../log.js';
import type { Secrets } from '../secrets/secrets.js';
import { authPathUnknown, lostCookiesPage, sessionAnswer, signedOutPage, unauthorised } from '../session/answers.js';
import type { LoginContext } from '../session/login-context.js';
import { passOn } from '../session/pass-on.js';
import { clearSession, readSession, writeSession } from '../session/session.js';
import type { Session } from '../session/session.js';
import type { Outcome, Step } from '../step.js';
import { userOf } from './check-password.js';

/** Says that a password was right and cookies were given. */
const SIGNED_IN = 'signed-in';

interface Visit {
  request: Parameters<Step>[0];
  origin: string;
  cookies: ReadonlyMap<string, string>;
  secrets: Secrets;
  realm: string;
  nowS: number;
}

export const basicVariant: Variants['login'] = (login, context) => {
  if (login.kind !== 'basic') throw new Error('this build knows HTTP Basic only');
  return basicLogin(login, context);
};

function basicLogin({ realm }: BasicLogin, context: LoginContext): Step {
  return async (request) => {
    try {
      const nowS = Math.floor(context.now() / 1000);
      const cookies = readCookies(request.headers);
      return await answerOrPass({
        request,
        cookies,
        realm,
        nowS,
        origin: context.originOf(request),
        secrets: await context.secrets(),
      });
    } catch (error) {
      log('login-failed', { reason: reasonOf(error) });
      const text = 'The login of this site is not ready. Try again in a moment; its log says what is missing.';
      return { answer: problem(503, 'Service Unavailable', text) };
    }
  };
}

async function answerOrPass(visit: Visit): Promise<Outcome> {
  const { request, secrets, cookies, nowS, origin } = visit;
  const path = normalisePath(request.uri);
  const session = readSession(secrets.keys, cookies, nowS);
  if (path.startsWith(`${authPaths.prefix}/`)) return { answer: await ownAnswer(visit, path, session) };
  if (session !== null) return passOn(request, secrets.apiKey);
  if (!isNavigation(request)) return { answer: unauthorised('Sign in first: open the page in a browser.') };
  const back = new URLSearchParams({ return: returnPath(request.uri, request.querystring) });
  return { answer: redirect(`${origin}${authPaths.callback}?${back.toString()}`) };
}

async function ownAnswer(visit: Visit, path: string, session: Session | null): Promise<CloudFrontResultResponse> {
  switch (path) {
    case authPaths.callback:
      return signIn(visit, session);
    case authPaths.logout:
      return redirect(`${visit.origin}${authPaths.signedOut}`, clearSession());
    case authPaths.signedOut:
      return signedOutPage(' It remembers the password until it is closed.');
    case authPaths.session:
    case authPaths.refresh:
      return session === null
        ? unauthorised('The session has ended. Open the page again to sign in.')
        : sessionAnswer(session, visit.nowS);
    default:
      return authPathUnknown(visit.request);
  }
}

async function signIn(visit: Visit, session: Session | null): Promise<CloudFrontResultResponse> {
  const { request, origin, secrets, nowS } = visit;
  const parameters = new URLSearchParams(request.querystring);
  const [path = '/', ...query] = (parameters.get('return') ?? '/').split('?');
  const back = returnPath(path, query.join('?'));
  if (session !== null) return redirect(`${origin}${back}`);
  // The browser sends the password again by itself: without this it would be sent round for ever.
  if (parameters.has(SIGNED_IN)) return lostCookiesPage();
  const authorization = headerOf(request, 'authorization');
  if (authorization === undefined) return challenge(visit);
  const name = await userOf(authorization, secrets.users ?? {});
  if (name === null) return challenge(visit);
  const end = nowS + SESSION_MAX_AGE_S;
  const started = { name, roles: [], startedAt: nowS, expiresAt: end, refreshAt: end, tokens: {} };
  // Through this path once more, where a browser that took no cookie is found out.
  const again = new URLSearchParams({ return: back, [SIGNED_IN]: '1' });
  return redirect(
    `${origin}${authPaths.callback}?${again.toString()}`,
    writeSession(secrets.keys, started, nowS) ?? [],
  );
}

function challenge({ realm }: Visit): CloudFrontResultResponse {
  const text = 'Give the user name and password of this sandbox.';
  const answer = page({ status: 401, title: 'Sign in', text, link: { href: '/', text: 'Try again' } });
  const header = [{ value: `Basic realm="${realm}", charset="UTF-8"` }];
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': header } };
}
