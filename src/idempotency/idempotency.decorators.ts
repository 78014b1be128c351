import { createHmac } from 'node:crypto';
import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/errors/app-error.js';

/** The key of a request and the fingerprint of what it asks for. */
export interface IdempotencyRequest {
  readonly key: string;
  readonly fingerprint: Buffer;
}

const keyForm = /^[\x21-\x7e]{16,255}$/;

/** The Idempotency-Key of the request; required for API keys and candidates, optional for a signed-in member. */
export const Idempotency = createParamDecorator(
  (_: unknown, context: ExecutionContext): IdempotencyRequest | undefined =>
    readIdempotency(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** The same for a body that is read by hand: after rawBody was set to what counts of it. */
export function readIdempotency(request: FastifyRequest): IdempotencyRequest | undefined {
  const key = readKey(request);
  if (key === undefined) {
    if (request.actor?.type === 'member') return undefined;
    throw new AppError('idempotency-key-required', {
      detail: 'Send a fresh random Idempotency-Key, and the same one when you repeat.',
    });
  }
  return { key, fingerprint: fingerprintOf(request, key) };
}

export function TakesIdempotencyKey(options: { required?: boolean } = {}): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: options.required ?? false,
      description: '16 to 255 visible ASCII characters. Required for API keys and candidates.',
      schema: { type: 'string', minLength: 16, maxLength: 255 },
    }),
  );
}

function readKey(request: FastifyRequest): string | undefined {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return undefined;
  // Node joins repeated headers with a comma; the quoted form is the one of the Internet-Draft.
  const text = Array.isArray(header) ? header.join(',') : header;
  const key = /^"(.*)"$/.exec(text)?.[1] ?? text;
  if (!keyForm.test(key) || key.includes(',') || key.includes('"')) {
    throw new AppError('idempotency-key-invalid', {
      detail: 'One Idempotency-Key of 16 to 255 visible ASCII characters, no comma.',
    });
  }
  return key;
}

/** Keyed with the caller's own key, which is stored only as a hash: short bodies cannot be guessed from the table. */
function fingerprintOf(request: FastifyRequest, key: string): Buffer {
  const parts = [
    request.method,
    request.routeOptions.url ?? '',
    JSON.stringify(request.params ?? {}),
    JSON.stringify(Object.entries((request.query ?? {}) as object).sort()),
    // The boundary of a form is made anew each time it is sent.
    (request.headers['content-type'] ?? '').replace(/;\s*boundary=.*$/i, ''),
  ];
  const digest = createHmac('sha256', key).update(parts.join('\n')).update('\n');
  if (request.rawBody) digest.update(request.rawBody);
  return digest.digest();
}
