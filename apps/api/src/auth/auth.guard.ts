// Before every endpoint: who asks, and whether they may. What says nothing about itself is guarded.
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { ProblemException } from '../http/problem.js';
import { clientAddress } from '../http/proxies.js';
import { SharedFailureLimit } from '../station-secrets/shared-failure-limit.js';
import { VALKEY } from '../valkey/valkey.js';
import type { Valkey } from '../valkey/valkey.js';
import { IS_PUBLIC, NEEDED_ROLE } from './access.js';
import type { AuthenticatedRequest } from './access.js';
import { Authenticator } from './authenticator.js';
import { mayActAs } from './principal.js';
import type { Principal, Role } from './principal.js';

const LIMIT = { name: 'bearer-tokens', maxFailures: 100, windowMs: 60_000 };
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What is read of a request, so that one for a WebSocket will do. */
type Asking = Pick<IncomingMessage, 'headers' | 'socket'> & { principal?: Principal };
/** What a refusal needs. */
interface Answer {
  setHeader(name: string, value: string): unknown;
}

@Injectable()
export class AuthGuard implements CanActivate {
  private readonly failures: SharedFailureLimit;

  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    @Inject(VALKEY) valkey: Valkey | null,
  ) {
    this.failures = new SharedFailureLimit(LIMIT, valkey);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, targets)) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const response = context.switchToHttp().getResponse<Response>();
    const needed = this.reflector.getAllAndOverride<Role | undefined>(NEEDED_ROLE, targets);
    await this.admit(request, response, needed ?? defaultRole(request.method));
    return true;
  }

  /**
   * Notes in the request who asks.
   * @throws ProblemException 401, 403 or 429.
   */
  async admit(request: Asking, answer: Answer, needed: Role): Promise<Principal> {
    const principal = await this.authenticator.authenticate(request.headers.authorization);
    if (principal === null) throw await this.refusal(request, answer);
    request.principal = principal;
    if (!mayActAs(principal, needed)) throw new ProblemException(403, `This needs the role ${needed}`);
    return principal;
  }

  /** Only failures are limited: behind one address there may be many clients, and the right ones must get through. */
  private async refusal(request: Asking, answer: Answer): Promise<ProblemException> {
    const { authorization } = request.headers;
    const address = clientAddress(request, this.environment.proxies);
    if (authorization !== undefined) {
      const retryAfterS = await this.failures.count(address, Date.now());
      if (retryAfterS > 0) {
        answer.setHeader('Retry-After', String(retryAfterS));
        return new ProblemException(429, `Too many failed attempts; try again in ${retryAfterS} s`);
      }
    }
    const problem = authorization === undefined ? '' : ', error="invalid_token"';
    answer.setHeader('WWW-Authenticate', `Bearer realm="CSMS API"${problem}`);
    return new ProblemException(
      401,
      'This needs a valid bearer token: an API key, or a token of the identity provider',
    );
  }
}

const defaultRole = (method: string): Role => (READING.has(method) ? 'viewer' : 'operator');
