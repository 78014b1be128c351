import type { FastifyInstance } from 'fastify';

const apiPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'";
/** Swagger UI is a page with its own scripts and inline styles. */
const documentationPolicy =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const everywhere = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
};
const ofDocumentation = { ...everywhere, 'content-security-policy': documentationPolicy };
const ofApi = { ...everywhere, 'content-security-policy': apiPolicy, 'cache-control': 'no-store' };

export function securityHeaders(request: {
  readonly id: string;
  readonly url: string;
}): Record<string, string> {
  const headers = request.url.startsWith('/api/docs') ? ofDocumentation : ofApi;
  return { ...headers, 'x-request-id': request.id };
}

/** On every answer, refusals included: set before a route is chosen. */
export function addSecurityHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeaders(request));
    done();
  });
}
