// Who may use an endpoint. Without a word here: viewers may read, operators may change.
import { applyDecorators, createParamDecorator, SetMetadata } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { ApiExtension, ApiSecurity } from '@nestjs/swagger';
import type { Request } from 'express';
import { ANONYMOUS } from './principal.js';
import type { Principal, Role } from './principal.js';

export const NEEDED_ROLE = 'auth:role';
export const IS_PUBLIC = 'auth:public';

export const Needs = (role: Role) => applyDecorators(SetMetadata(NEEDED_ROLE, role), ApiExtension('x-role', role));

/** Health only: orchestrators have no credentials. */
export const Public = () => applyDecorators(SetMetadata(IS_PUBLIC, true), ApiSecurity({}));

export interface AuthenticatedRequest extends Request {
  principal?: Principal;
}

/** Who asks, as a parameter of a controller's method. */
export const CurrentPrincipal = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().principal ?? ANONYMOUS,
);
