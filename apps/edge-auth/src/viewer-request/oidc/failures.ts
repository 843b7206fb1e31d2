// What a visitor is told when the login itself fails.
import type { CloudFrontRequest, CloudFrontResultResponse } from 'aws-lambda';
import { page, problem } from '../http/answers.js';
import { isNavigation } from '../http/request.js';
import { log, reasonOf } from '../log.js';
import { GrantRefused, ProviderError } from './provider.js';
import { TokenRefused } from './tokens.js';

export const isOfProvider = (error: unknown): boolean =>
  !(error instanceof GrantRefused || error instanceof TokenRefused);

export function failureAnswer(request: CloudFrontRequest, error: unknown): CloudFrontResultResponse {
  log('login-failed', { kind: (error as Error).name, reason: reasonOf(error) });
  const { status, title, text } = describe(error);
  if (!isNavigation(request)) return problem(status, title, text);
  return page({ status, title, text, link: { href: '/', text: 'Try again' } });
}

function describe(error: unknown): { status: number; title: string; text: string } {
  if (error instanceof GrantRefused) {
    const text = `The identity provider did not accept it (${error.message}): it was used already, is too old, or was withdrawn.`;
    return { status: 401, title: 'The sign-in is no longer good', text };
  }
  if (error instanceof TokenRefused && error.clock) {
    const text =
      'The token is of another time: the clock of the identity provider and the clock of this server differ too much.';
    return { status: 403, title: 'The clocks do not agree', text };
  }
  if (error instanceof TokenRefused) {
    const text = `What the identity provider sent is not good here: ${error.message}. Whoever runs this site has to mend it.`;
    return { status: 403, title: 'The sign-in was refused', text };
  }
  if (error instanceof ProviderError) {
    const text = 'The identity provider does not answer. Nothing is lost; try again in a moment.';
    return { status: 503, title: 'The sign-in is not possible now', text };
  }
  // No details: they would be about secrets and configuration.
  const text = 'The login of this site is not ready. Try again in a moment; its log says what is missing.';
  return { status: 503, title: 'The sign-in is not possible now', text };
}
