// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between a browser and the eP-CSCF, so that a test can break the connection as networks do. */
export class TcpProxy {
  private readonly pairs = new Set<Socket>();
  connections = 0;

  private constructor(private readonly server: Server) {}

  static async to(port: number): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server);
    server.on('connection', (client) => {
      proxy.connections++;
      const onward = connect(port, 'localhost');
      for (const [from, to] of [[client, onward], [onward, client]] as const) {
        proxy.pairs.add(from);
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          proxy.pairs.delete(from);
          to.destroy();
        });
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Breaks what there is, without a word to either end. */
  cut(): void {
    this.pairs.forEach((socket) => socket.resetAndDestroy());
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((closed) => this.server.close(closed));
  }
}
