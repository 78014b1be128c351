import { createServer, connect as connectSocket, type AddressInfo } from 'node:net';
import { once } from 'node:events';

export type Cut = 'nothing' | 'request' | 'answer';

/**
 * Stands between a pool and the server and, when told to, cuts the connection at COMMIT, or at another text: before the request reaches the
 * server, or after the server has worked it off and before the answer reaches the client.
 */
export class CuttingProxy {
  cut: Cut = 'nothing';
  cutAt = 'COMMIT';

  private constructor(
    readonly url: string,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(serverUrl: string): Promise<CuttingProxy> {
    const { hostname, port } = new URL(serverUrl);
    const server = createServer((client) => {
      const upstream = connectSocket(Number(port), hostname);
      let cutNextAnswer = false;
      const cut = (): void => {
        client.destroy();
        upstream.destroy();
      };
      client.on('data', (bytes) => {
        if (proxy.cut !== 'nothing' && bytes.includes(proxy.cutAt)) {
          if (proxy.cut === 'request') return cut();
          cutNextAnswer = true;
        }
        upstream.write(bytes);
      });
      upstream.on('data', (bytes) => (cutNextAnswer ? cut() : client.write(bytes)));
      for (const socket of [client, upstream]) {
        socket.on('error', cut);
        socket.on('close', cut);
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(serverUrl);
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    const proxy = new CuttingProxy(url.href, async () => {
      server.close();
      await once(server, 'close');
    });
    return proxy;
  }
}
