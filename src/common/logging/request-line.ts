import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { trustedFields } from './redaction.js';

/** One line for every answered request. */
export function logRequests(server: FastifyInstance, logger: Logger): void {
  server.addHook('onResponse', (request, reply, done) => {
    logger.info(
      {
        [trustedFields]: true,
        method: request.method,
        // The route's pattern, not the address: an address may hold what somebody pasted into it.
        route: request.routeOptions.url ?? 'unknown',
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  });
}
