import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { accessMetadata, type Access } from '../common/access/access.decorators.js';
import { actorId, type Actor } from '../common/access/actor.js';
import { roleMay, scopesAllow, type Permission } from '../common/access/permissions.js';
import { AppError } from '../common/errors/app-error.js';
import { identifyRequest } from '../common/logging/request-context.js';
import { Authenticator } from './authenticator.js';

/** Stands before every route. A route that does not say who may use it is used by nobody. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handler = context.getHandler();
    const access = this.reflector.get<Access | undefined>(accessMetadata, handler);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (access?.kind === 'public') return true;
    if (access?.kind === 'candidate') {
      const candidate = this.authenticator.candidateSide(request);
      request.candidate = candidate;
      identifyRequest({ actor: `candidate/${candidate.attemptId}`, tenant: candidate.employerId });
      return true;
    }
    if (access?.kind !== 'employer') throw new Error(`${handler.name} does not say who may use it.`);
    const actor = await this.authenticator.employerSide(request);
    request.actor = actor;
    identifyRequest({ actor: `${actor.type}/${actorId(actor)}`, tenant: actor.employerId });
    if (!may(actor, access.permission)) throw new AppError('forbidden');
    return true;
  }
}

function may(actor: Actor, permission: Permission): boolean {
  return actor.type === 'member' ? roleMay(actor.role, permission) : scopesAllow(actor.scopes, permission);
}
