import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';

interface FormRouteConfig {
  readonly takesForms?: boolean;
}

/** A route that programs send a form to; what stands in the form is not read. */
export function TakesForms(): MethodDecorator {
  return RouteConfig({ takesForms: true } satisfies FormRouteConfig);
}

/** Everywhere else a form is refused as before: it is what a foreign page can send without asking. */
export function acceptMarkedForms(server: FastifyInstance): void {
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (request: FastifyRequest, _body, done) => {
      const { takesForms } = request.routeOptions.config as FormRouteConfig;
      done(takesForms === true ? null : new AppError('unsupported-media-type'), undefined);
    },
  );
}
