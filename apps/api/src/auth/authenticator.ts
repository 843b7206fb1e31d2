import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { ApiKeysService } from './api-keys.service.js';
import { OidcVerifier } from './oidc-verifier.js';
import { ANONYMOUS } from './principal.js';
import type { Principal } from './principal.js';

@Injectable()
export class Authenticator {
  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly apiKeys: ApiKeysService,
    private readonly oidc: OidcVerifier,
  ) {}

  /** Who sends this Authorization header, or null. */
  async authenticate(authorization: string | undefined): Promise<Principal | null> {
    if (this.environment.authMode === 'none') return ANONYMOUS;
    const token = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return null;
    const byKey = await this.apiKeys.verify(token, new Date());
    return byKey ?? (this.environment.authMode === 'oidc' ? this.oidc.verify(token) : null);
  }
}
