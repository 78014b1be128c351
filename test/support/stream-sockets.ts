import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { must } from './assessment-builder.js';
import type { Employer, TestApp } from './test-app.js';

export interface SocketAddress {
  readonly host: string;
  readonly port: number;
}

export async function listen(app: TestApp): Promise<SocketAddress> {
  await app.app.listen(0, '127.0.0.1');
  return { host: '127.0.0.1', port: (app.app.getHttpServer().address() as AddressInfo).port };
}

/** API keys of an employer: each may listen six times, and the employer fifty times. */
export async function listeningKeys(owner: Employer, count: number): Promise<string[]> {
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const keys: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    const body = { name: `Listener ${number}`, scopes: ['events:read'], expiresAt };
    keys.push(must(201, await owner.post('/api-keys', body)).body.key);
  }
  return keys;
}

export interface ToldEvent {
  /** The id of the message. */
  readonly sequence: string;
  /** The id of the event that it tells of. */
  readonly id: string;
}

export interface Piece {
  readonly status: number;
  readonly events: readonly ToldEvent[];
}

/**
 * Reads a stream until `isEnough` says so or time is up, and then cuts the connection: no goodbye, whatever is under way. Only
 * what came whole counts, as a client has it.
 */
export function readPiece(
  { host, port }: SocketAddress,
  path: string,
  headers: Record<string, string>,
  isEnough: (id: string) => boolean,
  milliseconds: number,
): Promise<Piece> {
  return new Promise((resolve) => {
    const events: ToldEvent[] = [];
    let status = 0;
    let text = '';
    const cut = (): void => {
      clearTimeout(timer);
      request.destroy();
      resolve({ status, events });
    };
    const timer = setTimeout(cut, milliseconds);
    const onData = (bytes: string): void => {
      text += bytes;
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const found = /^id: (.*)\nevent: .*\ndata: (.*)$/.exec(block);
        if (!found) continue;
        events.push({ sequence: found[1]!, id: (JSON.parse(found[2]!) as { id: string }).id });
        if (isEnough(found[1]!)) return cut();
      }
    };
    const request = get(
      { host, port, path: `/api/v1${path}`, headers, agent: false },
      (response: IncomingMessage) => {
        status = response.statusCode ?? 0;
        if (status !== 200) return cut();
        response.setEncoding('utf8').on('data', onData).on('end', cut).on('error', cut);
      },
    );
    request.on('error', cut);
  });
}

/** Asks for a stream and never reads a byte of it. */
export function neverRead({ host, port }: SocketAddress, path: string, key: string): Socket {
  const socket = connect(port, host);
  socket.pause();
  socket.on('error', () => undefined);
  socket.write(`GET /api/v1${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${key}\r\n\r\n`);
  return socket;
}
