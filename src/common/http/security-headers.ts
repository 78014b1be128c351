import type { FastifyInstance } from 'fastify';

const apiPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'";
/** Swagger UI is a page with its own scripts and inline styles. */
const documentationPolicy =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

export function securityHeaders(request: {
  readonly id: string;
  readonly url: string;
}): Record<string, string> {
  const documentation = request.url.startsWith('/api/docs');
  return {
    'x-request-id': request.id,
    'x-content-type-options': 'nosniff',
    'content-security-policy': documentation ? documentationPolicy : apiPolicy,
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    ...(documentation ? {} : { 'cache-control': 'no-store' }),
  };
}

/** On every answer, refusals included: set before a route is chosen. */
export function addSecurityHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders(request));
  });
}
