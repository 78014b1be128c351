import 'reflect-metadata';
import multipart from '@fastify/multipart';
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { fastify, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { AppModule, type AppModuleOptions } from './app.module.js';
import { BodyPipe } from './common/http/body.pipe.js';
import { acceptMarkedForms } from './common/http/form-body.js';
import { ProblemFilter, sendProblem } from './common/http/problem.filter.js';
import { sendReplies } from './common/http/send-replies.js';
import { addSecurityHeaders, securityHeaders } from './common/http/security-headers.js';
import { parseStrictJson } from './common/http/strict-json.js';
import { KnownRoutes } from './common/http/unknown-route.js';
import { unparsedRequestAnswer } from './common/http/unparsed-request.js';
import { logRequests } from './common/logging/request-line.js';
import { NestLogger } from './common/logging/nest-logger.js';
import { runInRequestContext } from './common/logging/request-context.js';
import { JobMetrics } from './jobs/job-metrics.js';
import { mountApiDocument } from './openapi.js';
import { servePages } from './pages/pages.js';
import { countRequests } from './request-metrics.js';

export interface AppOptions extends AppModuleOptions {
  readonly logger: Logger;
  readonly trustedProxies: number;
  /** The folder of the built pages; without it there is the API alone. */
  readonly pagesFolder?: string | undefined;
  /** Routes and their description only; nothing is connected. */
  readonly preview?: boolean;
}

const bodyLimit = 256 * 1024;
const maximumImportBytes = 10 * 1024 * 1024;
const requestIdForm = /^[\x21-\x7e]{1,100}$/;

/** The one place that sets pipes, filters, limits and hooks; the server, the tests and the OpenAPI document use it. */
export async function createApp(options: AppOptions): Promise<NestFastifyApplication> {
  const routes = new KnownRoutes();
  const server = createServer(options, routes);
  const metrics = (): Registry => app.get(JobMetrics, { strict: false }).registry;
  countRequests(server, metrics);
  const app: NestFastifyApplication = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(options),
    new FastifyAdapter(server as never),
    {
      logger: new NestLogger(options.logger),
      bodyParser: false,
      abortOnError: false,
      preview: options.preview ?? false,
    },
  );
  app.setGlobalPrefix('api/v1', { exclude: ['health/live', 'health/ready', 'metrics'] });
  app.useGlobalPipes(new BodyPipe());
  app.useGlobalFilters(new ProblemFilter(options.logger, routes));
  mountApiDocument(app);
  return app;
}

function createServer(options: AppOptions, routes: KnownRoutes): FastifyInstance {
  const server: FastifyInstance = fastify({
    bodyLimit,
    requestTimeout: 30_000,
    keepAliveTimeout: 5_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 300 },
    trustProxy: (_address, hop) => hop < options.trustedProxies,
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && requestIdForm.test(given) ? given : randomUUID();
    },
    http: { maxHeaderSize: 16 * 1024, headersTimeout: 10_000 },
    // An address that cannot be read reaches no hook.
    frameworkErrors: (error, request, reply) =>
      sendProblem(error, request, reply.headers(securityHeaders(request)), options.logger),
    clientErrorHandler: (error, socket) => {
      if (socket.writable) socket.end(unparsedRequestAnswer(error.code));
    },
  });
  routes.watch(server);
  addSecurityHeaders(server);
  server.addHook('onRequest', (request, _reply, done) =>
    runInRequestContext({ requestId: request.id }, done),
  );
  sendReplies(server);
  logRequests(server, options.logger);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    request.rawBody = bytes;
    try {
      assertPlainUtf8(request.headers);
      done(null, bytes.length === 0 ? undefined : parseStrictJson(bytes));
    } catch (error) {
      done(error as Error);
    }
  });
  acceptMarkedForms(server);
  void server.register(multipart, {
    limits: {
      fileSize: maximumImportBytes,
      files: 1,
      fields: 5,
      parts: 6,
      fieldSize: 1_000,
      headerPairs: 20,
    },
  });
  if (options.pagesFolder !== undefined) servePages(server, options.pagesFolder);
  return server;
}

/** JSON is UTF-8, and no body is unpacked: another charset or encoding named in the header would be read wrongly. */
function assertPlainUtf8(headers: IncomingHttpHeaders): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1];
  const encoding = headers['content-encoding'] ?? 'identity';
  if ((charset !== undefined && !/^utf-?8$/i.test(charset)) || encoding !== 'identity')
    throw Object.assign(new Error('charset or encoding'), { statusCode: 415 });
}
