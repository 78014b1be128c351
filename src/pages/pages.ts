import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pagePolicy } from './page-policy.js';
import { pageAt, type Page } from './page-routes.rules.js';

const yearSeconds = 31_536_000;
const noncePlace = '__NONCE__';
const files: Readonly<Record<Page, string>> = { dashboard: 'index.html', candidate: 'candidate.html' };

/** Whether the pages were built; an API without them answers as before. */
export function hasPages(folder: string): boolean {
  return Object.values(files).every((file) => existsSync(join(folder, file)));
}

/**
 * Serves the built pages. Assets have a hash of their content in the name and stay in caches for a year, in the compressed
 * form that the build has put beside them; the two documents are never stored, because each carries a nonce of its own.
 */
export function servePages(server: FastifyInstance, folder: string): void {
  const documents = new Map(
    (Object.entries(files) as [Page, string][]).map(([page, file]) => [
      page,
      readFileSync(join(folder, file), 'utf8'),
    ]),
  );
  void server.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    preCompressed: true,
    immutable: true,
    maxAge: yearSeconds * 1_000,
    index: false,
    setHeaders: (reply) => {
      void reply.header('content-security-policy', pagePolicy());
      void reply.header('vary', 'accept-encoding');
    },
  });
  server.get('/icon.svg', (_request, reply) =>
    reply
      .headers({ 'content-security-policy': pagePolicy(), 'cache-control': 'public, max-age=86400' })
      .type('image/svg+xml')
      .send(readFileSync(join(folder, 'icon.svg'))),
  );
  server.get('/*', (request: FastifyRequest, reply: FastifyReply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const page = pageAt(path);
    if (page === undefined || !acceptsPage(request)) return reply.callNotFound();
    const nonce = randomBytes(16).toString('base64');
    return reply
      .headers({
        'content-security-policy': pagePolicy(page === 'dashboard' ? nonce : undefined),
        'cache-control': 'no-store',
      })
      .type('text/html; charset=utf-8')
      .send(documents.get(page)!.replaceAll(noncePlace, nonce));
  });
}

function acceptsPage(request: FastifyRequest): boolean {
  const { accept = '*/*' } = request.headers;
  return /text\/html|\*\/\*/.test(accept);
}
