import type { FastifyInstance } from 'fastify';
import { Reply } from './reply.js';

const asItIs = (text: unknown): string => text as string;

/**
 * Sends what a service answered as a Reply. A hook of Fastify rather than an interceptor of Nest, which would put every
 * request through an observable.
 */
export function sendReplies(server: FastifyInstance): void {
  server.addHook('preSerialization', (_request, response, payload, done) => {
    if (!(payload instanceof Reply)) {
      done(null, payload);
      return;
    }
    response
      .status(payload.status)
      .headers({ 'content-type': 'application/json; charset=utf-8', ...payload.headers });
    if (typeof payload.body === 'string') response.serializer(asItIs);
    done(null, payload.body);
  });
}
