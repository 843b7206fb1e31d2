// Answers that both logins give.
import type { CloudFrontRequest, CloudFrontResultResponse } from 'aws-lambda';
import { authPaths } from '@simulator/deployment';
import { json, page, problem } from '../http/answers.js';
import { clearSession } from './session.js';
import type { Session } from './session.js';

/** `GET /auth/session` and `POST /auth/refresh`: what the page shows and when it has to renew. */
export function sessionAnswer(
  session: Session,
  nowS: number,
  setCookies: readonly string[] = [],
): CloudFrontResultResponse {
  const { name, roles, expiresAt, refreshAt, tokens } = session;
  const answer = {
    name,
    roles,
    // Not as times of day: the clock of the browser may be off.
    expiresInS: expiresAt - nowS,
    refreshInS: tokens.refresh === undefined ? null : refreshAt - nowS,
  };
  return json(200, answer, setCookies);
}

export const signedOutPage = (further = ''): CloudFrontResultResponse =>
  page({
    status: 200,
    title: 'You are signed out',
    text: `The session of this browser has ended.${further}`,
    link: { href: '/', text: 'Sign in again' },
  });

/** For a program, or a script of the page: there is nowhere to send it. */
export const unauthorised = (detail: string): CloudFrontResultResponse => problem(401, 'Unauthorized', detail);

/** A browser that was given cookies a moment ago and came back without a session would go round for ever. */
export const lostCookiesPage = (): CloudFrontResultResponse =>
  page(
    {
      status: 400,
      title: 'The session was lost at once',
      text:
        'You signed in, but the browser came back without the session. Allow cookies for this site (Safari takes them over https only), ' +
        'check the clock of this machine, and try again.',
      link: { href: '/', text: 'Try again' },
    },
    clearSession(),
  );

export const authPathUnknown = ({ uri }: CloudFrontRequest): CloudFrontResultResponse =>
  problem(
    404,
    'Not Found',
    `Nothing is served at ${uri.slice(0, 100)}; the login has ${Object.values(authPaths).slice(1).join(', ')}.`,
  );
