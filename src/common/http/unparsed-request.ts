import { randomUUID } from 'node:crypto';
import { AppError } from '../errors/app-error.js';
import type { ErrorCode } from '../errors/catalogue.js';
import { toProblem } from '../errors/problem.js';

const codes: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/** The whole answer to what is no readable HTTP request: there is no reply object then, and the connection ends. */
export function unparsedRequestAnswer(parserCode: string | undefined): string {
  const error = new AppError(codes[parserCode ?? ''] ?? 'bad-request');
  const body = JSON.stringify(toProblem(error, randomUUID()));
  const head = [
    `HTTP/1.1 ${error.status} Refused`,
    'connection: close',
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
