import { authPaths } from '@simulator/deployment';
import type { CloudFrontResultResponse } from 'aws-lambda';
import { redirect } from '../http/answers.js';
import { returnPath } from '../http/return-path.js';
import { challengeOf, startAttempt } from './login-attempt.js';
import type { Visit } from './visit.js';

/** Sends the browser to the identity provider (OpenID Connect Core 1.0 §3.1.2.1, RFC 7636). */
export async function startLogin(visit: Visit, alsoSet: readonly string[] = []): Promise<CloudFrontResultResponse> {
  const { request, origin, cookies, secrets, login, nowS } = visit;
  const { clientId, endpoints } = await visit.provider();
  const back = returnPath(request.uri, request.querystring);
  const { attempt, setCookies } = startAttempt(secrets.keys, cookies, back, nowS);
  const url = new URL(endpoints.authorization);
  const parameters = {
    ...login.authorizationParameters,
    response_type: 'code',
    client_id: clientId,
    redirect_uri: `${origin}${authPaths.callback}`,
    scope: login.scope,
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: challengeOf(attempt.verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return redirect(url.href, [...alsoSet, ...setCookies]);
}
