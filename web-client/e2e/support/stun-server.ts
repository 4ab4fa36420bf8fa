// SPDX-License-Identifier: Apache-2.0
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const XOR_MAPPED_ADDRESS = 0x0020;
const COOKIE = 0x2112a442;
const HEADER = 20;

/** Answers STUN Binding requests (RFC 8489) as a server on the internet does. */
export class StunServer {
  private constructor(
    private readonly socket: Socket,
    private readonly seenAs: string | undefined,
  ) {
    socket.on('message', (message, from) => this.answer(message, from));
  }

  /** @param seenAs the address it sees the browser at, as behind a NAT; without it the real one */
  static async start(seenAs?: string): Promise<StunServer> {
    const socket = createSocket('udp4');
    const server = new StunServer(socket, seenAs);
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return server;
  }

  get url(): string {
    return `stun:127.0.0.1:${this.socket.address().port}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((closed) => this.socket.close(closed));
  }

  private answer(message: Buffer, from: RemoteInfo): void {
    if (message.length < HEADER || message.readUInt16BE(0) !== BINDING_REQUEST) {
      return;
    }
    const reply = Buffer.alloc(HEADER + 12);
    reply.writeUInt16BE(BINDING_SUCCESS, 0);
    reply.writeUInt16BE(12, 2);
    message.copy(reply, 4, 4, HEADER); // cookie and transaction
    reply.writeUInt16BE(XOR_MAPPED_ADDRESS, HEADER);
    reply.writeUInt16BE(8, HEADER + 2);
    reply.writeUInt8(1, HEADER + 5); // IPv4
    reply.writeUInt16BE(from.port ^ (COOKIE >>> 16), HEADER + 6);
    const address = (this.seenAs ?? from.address).split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    reply.writeUInt32BE((address ^ COOKIE) >>> 0, HEADER + 8);
    this.socket.send(reply, from.port, from.address);
  }
}
