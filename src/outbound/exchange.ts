import { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type TLSSocket } from 'node:tls';
import { OutboundError, outboundErrorOf } from './outbound-failure.js';
import { type Target } from './target.rules.js';

export interface OutboundMessage {
  readonly method: 'GET' | 'POST';
  /** Host, length and connection are the client's and cannot be set. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** What a sender of webhooks wants to know; the rest of the head is nobody's business. */
export interface AnswerHeaders {
  readonly retryAfter?: string;
  readonly contentType?: string;
  readonly location?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** The first bytes, as they came. */
  readonly body: Buffer;
  /** There was more, which was not read. */
  readonly isBodyCut: boolean;
}

export interface AnswerLimits {
  readonly headBytes: number;
  readonly bodyBytes: number;
}

const longestHeaderKept = 1_024;

/**
 * One request and its answer over a connection of its own. A body that is longer than the limit is cut, which is no
 * failure; one that does not end in time is: whoever holds a connection for so long must not count as healthy.
 *
 * @param onHead is told the status as soon as it is known, since a failure can still follow.
 * @throws {OutboundError} reset, too_large, malformed_answer, or the reason of the signal.
 */
export function exchange(
  socket: TLSSocket,
  target: Target,
  message: OutboundMessage,
  limits: AnswerLimits,
  signal: AbortSignal,
  onHead: (status: number) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(outboundErrorOf(error, 'reset'));
    const call = requestHttps({
      createConnection: () => socket,
      method: message.method,
      path: target.path,
      headers: headersOf(target, message),
      setHost: false,
      maxHeaderSize: limits.headBytes,
      insecureHTTPParser: false,
    });
    signal.addEventListener('abort', () => call.destroy(), { once: true });
    // Once the head is there, only the reader decides: the connection may end, or more bytes than announced may break
    // the parser, before the reader has had its turn to say that the answer was complete.
    let isAnswering = false;
    let trouble: unknown;
    call.on('error', (error) => (isAnswering ? (trouble ??= error) : fail(error)));
    call.on('close', () => (isAnswering ? undefined : fail(new OutboundError('reset'))));
    call.on('response', (answer) => {
      isAnswering = true;
      onHead(answer.statusCode ?? 0);
      readAnswer(answer, limits.bodyBytes).then(resolve, (error) => fail(trouble ?? error));
    });
    call.end(message.body);
  });
}

async function readAnswer(answer: IncomingMessage, mostBytes: number): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop destroys the answer and with it the connection: the rest is never read.
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, mostBytes - size));
    size += chunk.length;
    if (size > mostBytes) break;
  }
  return {
    status: answer.statusCode ?? 0,
    headers: headersOfInterest(answer.headers),
    body: Buffer.concat(chunks),
    isBodyCut: size > mostBytes,
  };
}

function headersOf(target: Target, message: OutboundMessage): Record<string, string> {
  const host = target.address?.family === 6 ? `[${target.host}]` : target.host;
  return {
    'user-agent': 'Assay',
    accept: '*/*',
    ...lowerCaseNames(message.headers),
    host: target.port === 443 ? host : `${host}:${target.port}`,
    'content-length': String(message.body?.length ?? 0),
    connection: 'close',
  };
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  const framing: readonly string[] = ['transfer-encoding', 'trailer', 'te', 'upgrade', 'expect'];
  return Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => !framing.includes(name)),
  );
}

function headersOfInterest(headers: IncomingHttpHeaders): AnswerHeaders {
  const short = (value: string): string => value.slice(0, longestHeaderKept);
  const { 'retry-after': retryAfter, 'content-type': contentType, location } = headers;
  return {
    ...(retryAfter === undefined ? {} : { retryAfter: short(retryAfter) }),
    ...(contentType === undefined ? {} : { contentType: short(contentType) }),
    ...(location === undefined ? {} : { location: short(location) }),
  };
}
