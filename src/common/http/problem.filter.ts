import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';
import type { ErrorCode } from '../errors/catalogue.js';
import { toProblem } from '../errors/problem.js';
import { StrictJsonError } from './strict-json.js';
import type { KnownRoutes } from './unknown-route.js';

export interface ErrorLog {
  error(details: object, message: string): void;
}

const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'bad-request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  408: 'request-timeout',
  413: 'payload-too-large',
  // A part of the address that is longer than any name: it names nothing.
  414: 'not-found',
  415: 'unsupported-media-type',
  431: 'headers-too-large',
  503: 'service-unavailable',
};

/** Everything that is thrown ends here and leaves as one problem document; what nobody foresaw tells nothing. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: ErrorLog,
    private readonly routes: KnownRoutes,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const unknownRoute = error instanceof HttpException && error.getStatus() === 404;
    const shown = unknownRoute ? this.routes.refusal(request.url.split('?')[0] ?? '') : error;
    sendProblem(shown, request, http.getResponse<FastifyReply>(), this.log);
  }
}

const problemCodes = new WeakMap<FastifyReply, ErrorCode>();

/** The code of the problem that an answer is, for those who count. */
export function problemCodeOf(response: FastifyReply): ErrorCode | undefined {
  return problemCodes.get(response);
}

export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  response: FastifyReply,
  log: ErrorLog,
): void {
  const known = toAppError(error);
  if (known.status >= 500) log.error({ err: known.cause ?? error, code: known.code }, known.message);
  if (response.sent) return;
  problemCodes.set(response, known.code);
  void response
    .status(known.status)
    .headers({ 'content-type': 'application/problem+json; charset=utf-8', ...known.headers })
    .send(JSON.stringify(toProblem(known, request.id)));
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof StrictJsonError) {
    return new AppError('malformed-json', {
      detail: error.detail,
      errors: [{ pointer: error.pointer, code: error.code, detail: error.detail }],
    });
  }
  // Fastify and Nest decide some requests before a route runs; only their status is passed on, never their text.
  const status =
    error instanceof HttpException
      ? error.getStatus()
      : (error as { statusCode?: unknown } | null)?.statusCode;
  const code = typeof status === 'number' ? codeByStatus[status] : undefined;
  if (code !== undefined && code !== 'service-unavailable') return new AppError(code, { cause: error });
  return new AppError('internal', { cause: error });
}
