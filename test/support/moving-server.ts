import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** One address for a server that comes back on another port. While it is away, connections end as soon as they are made. */
export class MovingServer {
  port = 0;

  private constructor(
    readonly address: string,
    readonly close: () => Promise<void>,
  ) {}

  static async start(): Promise<MovingServer> {
    const open = new Set<Socket>();
    const relay = createServer((client) => {
      const server = connect(moving.port, '127.0.0.1');
      const end = (): void => {
        client.destroy();
        server.destroy();
        open.delete(client);
      };
      open.add(client);
      for (const socket of [client, server]) socket.on('error', end).on('close', end);
      client.pipe(server).pipe(client);
    });
    relay.listen(0, '127.0.0.1');
    await once(relay, 'listening');
    const moving = new MovingServer(`127.0.0.1:${(relay.address() as AddressInfo).port}`, async () => {
      for (const client of open) client.destroy();
      relay.close();
      await once(relay, 'close');
    });
    return moving;
  }
}
