import type { FastifyInstance } from 'fastify';
import { Counter, type Registry } from 'prom-client';
import { problemCodeOf } from './common/http/problem.filter.js';

/**
 * Counts the answers of this process by route, status and, for refusals, by their code: how many started, how many submitted,
 * and why others were not let through. Routes are patterns, so that no address makes a series of its own.
 */
export function countRequests(server: FastifyInstance, registry: () => Registry): void {
  let counter: Counter | undefined;
  server.addHook('onResponse', (request, reply, done) => {
    counter ??= new Counter({
      name: 'assay_requests_total',
      help: 'Requests that this process has answered; code is that of the problem document, empty where there is none',
      labelNames: ['method', 'route', 'status', 'code'],
      registers: [registry()],
    });
    counter.inc({
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      code: problemCodeOf(reply) ?? '',
    });
    done();
  });
}
