import { readFileSync } from 'node:fs';
import { type AddressInfo, type Server } from 'node:net';
import { type TLSSocket, createServer } from 'node:tls';

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');

export const receiverCertificate = fixture('receiver.cert.pem');
const receiverKey = fixture('receiver.key.pem');

/** The name that the certificate stands for, besides the addresses of the loopback. */
export const receiverName = 'receiver.example.test';

export interface ReceivedRequest {
  readonly head: string;
  readonly body: Buffer;
}

/** Writes what it likes to the socket once a request has come completely. */
export type Script = (socket: TLSSocket, request: ReceivedRequest) => void;

export interface ScriptedReceiver {
  readonly port: number;
  readonly requests: readonly ReceivedRequest[];
  readonly connections: () => number;
  /** Resolves when the sender has closed all connections. */
  readonly isQuiet: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** An https server below HTTP, so that a script can answer what no HTTP library would send. */
export async function startScriptedReceiver(script: Script, host = '127.0.0.1'): Promise<ScriptedReceiver> {
  const open = new Set<TLSSocket>();
  const requests: ReceivedRequest[] = [];
  let connections = 0;
  const server = createServer({ key: receiverKey, cert: receiverCertificate }, (socket) => {
    connections += 1;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    receive(socket, (request) => {
      requests.push(request);
      script(socket, request);
    });
  });
  // A sender that refuses the certificate is an error of this connection only.
  server.on('tlsClientError', () => undefined);
  await listen(server, host);
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    connections: () => connections,
    isQuiet: async () => {
      while (open.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** An answer with a length, as most receivers send it. */
export function answerText(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): string {
  const lines = Object.entries({ ...headers, 'Content-Length': String(Buffer.byteLength(body)) });
  return `HTTP/1.1 ${status} Scripted\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

function receive(socket: TLSSocket, onRequest: (request: ReceivedRequest) => void): void {
  let received = Buffer.alloc(0);
  const read = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk]);
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = received.subarray(0, end).toString('latin1');
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    if (received.length < end + 4 + length) return;
    socket.off('data', read);
    onRequest({ head, body: received.subarray(end + 4, end + 4 + length) });
  };
  socket.on('data', read);
}

function listen(server: Server, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
}
