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
  /** While true, what arrives vanishes and nobody is told: a path that is gone. Connections made then stay dead. */
  swallowsAll = false;
  private readonly open = new Set<{ isDead: boolean }>();

  private readonly cuts = new Set<() => void>();

  private constructor(
    readonly url: string,
    readonly stop: () => Promise<void>,
  ) {}

  /** The present connections become half open; new ones work. */
  killPathOfOpenOnes(): void {
    for (const pair of this.open) pair.isDead = true;
  }

  static async start(serverUrl: string): Promise<CuttingProxy> {
    const { hostname, port } = new URL(serverUrl);
    const server = createServer((client) => {
      const upstream = connectSocket(Number(port), hostname);
      let cutNextAnswer = false;
      const pair = { isDead: false };
      proxy.open.add(pair);
      const cut = (): void => {
        proxy.open.delete(pair);
        client.destroy();
        upstream.destroy();
        proxy.cuts.delete(cut);
      };
      proxy.cuts.add(cut);
      client.on('data', (bytes) => {
        pair.isDead ||= proxy.swallowsAll;
        if (pair.isDead) return;
        if (proxy.cut !== 'nothing' && bytes.includes(proxy.cutAt)) {
          if (proxy.cut === 'request') return cut();
          cutNextAnswer = true;
        }
        upstream.write(bytes);
      });
      upstream.on('data', (bytes) => {
        pair.isDead ||= proxy.swallowsAll;
        if (pair.isDead) return;
        if (cutNextAnswer) cut();
        else client.write(bytes);
      });
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

  /** Cuts every connection that is open now. */
  cutAll(): void {
    // Each takes itself off the list.
    for (const cut of Array.from(this.cuts)) cut();
  }
}
