import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { AppError } from '../errors/app-error.js';
import type { ErrorCode } from '../errors/catalogue.js';
import { toProblem } from '../errors/problem.js';
import { securityHeaders } from './security-headers.js';

const codes: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/** The whole answer to what is no readable HTTP request: there is no reply object then, and the connection ends. */
export function unparsedRequestAnswer(parserCode: string | undefined): string {
  const error = new AppError(codes[parserCode ?? ''] ?? 'bad-request');
  const id = randomUUID();
  const body = JSON.stringify(toProblem(error, id));
  const headers = {
    connection: 'close',
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...securityHeaders({ id, url: '' }),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`, ...lines];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
