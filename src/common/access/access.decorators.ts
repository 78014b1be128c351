import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth, ApiCookieAuth, ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Actor, CandidateCredentials } from './actor.js';
import type { Permission } from './permissions.js';

export type Access =
  { readonly kind: 'employer'; readonly permission: Permission } | { readonly kind: 'candidate' | 'public' };
export const accessMetadata = 'assay:access';

declare module 'fastify' {
  interface FastifyRequest {
    actor?: Actor;
    candidate?: CandidateCredentials;
    rawBody?: Buffer;
  }
}

/** A route for members and API keys that have this permission. */
export function Allow(permission: Permission): MethodDecorator {
  return applyDecorators(
    SetMetadata(accessMetadata, { kind: 'employer', permission } satisfies Access),
    ApiCookieAuth('session'),
    ApiBearerAuth('apiKey'),
    ApiExtension('x-permission', permission),
  );
}

/** A route for whoever holds the token of an attempt. */
export function ForCandidate(): MethodDecorator {
  return applyDecorators(
    SetMetadata(accessMetadata, { kind: 'candidate' } satisfies Access),
    ApiBearerAuth('attemptToken'),
    ApiExtension('x-permission', 'candidate'),
  );
}

/** A route for anybody. */
export function Public(): MethodDecorator {
  return applyDecorators(
    SetMetadata(accessMetadata, { kind: 'public' } satisfies Access),
    ApiExtension('x-permission', 'public'),
  );
}

export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!actor) throw new Error('The route has no actor: it is not marked with Allow.');
  return actor;
});

export const CurrentCandidate = createParamDecorator(
  (_: unknown, context: ExecutionContext): CandidateCredentials => {
    const { candidate } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!candidate) throw new Error('The route has no candidate: it is not marked with ForCandidate.');
    return candidate;
  },
);
