import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';

const strongTag = /^"v([1-9][0-9]{0,17})"$/;

/** The revision that the caller has seen, from If-Match. A weak or foreign tag can never match. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
  if (header === undefined) {
    throw new AppError('precondition-required', {
      detail: 'Send If-Match with the ETag that you have read.',
    });
  }
  const revision = strongTag.exec(header)?.[1];
  if (revision === undefined) throw new AppError('precondition-failed');
  return revision;
});

export function NeedsIfMatch(): MethodDecorator {
  return applyDecorators(
    ApiHeader({ name: 'If-Match', required: true, description: 'The ETag that was read' }),
  );
}
