import type { FastifyRequest } from 'fastify';
import type { RequestOrigin } from './cross-site.rules.js';

export function originOf(request: FastifyRequest, publicUrl: string): RequestOrigin {
  return {
    method: request.method,
    secFetchSite: single(request.headers['sec-fetch-site']),
    origin: single(request.headers.origin),
    requestHeader: single(request.headers['x-assay-request']),
    ownOrigins: [new URL(publicUrl).origin, `${request.protocol}://${request.host}`],
  };
}

/** Node joins repeated headers of this kind with a comma, which then equals nothing that is expected. */
function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}
