// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** One SIP message as text, with the few look-ups a test needs. */
export class SipText {
  constructor(readonly text: string) {}
  get startLine(): string {
    return this.text.split('\r\n')[0] ?? '';
  }
  get method(): string {
    return this.startLine.split(' ')[0] ?? '';
  }
  header(name: string): string | undefined {
    return this.headers(name)[0];
  }
  headers(name: string): string[] {
    const head = this.text.split('\r\n\r\n')[0] ?? '';
    const prefix = `${name.toLowerCase()}:`;
    return head
      .split('\r\n')
      .filter((line) => line.toLowerCase().startsWith(prefix))
      .map((line) => line.slice(prefix.length).trim());
  }
}

/** An eP-CSCF written by hand: a WebSocket server that keeps what it got and says what it is told. */
export class EdgeDouble {
  readonly received: SipText[] = [];
  readonly protocols: string[] = [];
  connections = 0;
  /** Answers by itself; a test that wants to answer by hand sets undefined. */
  onRegister: ((request: SipText) => void) | undefined = (request) => this.accept(request);
  private readonly waiting = new Set<() => void>();
  private socket: WebSocket | undefined;

  private constructor(private readonly server: WebSocketServer) {
    server.on('connection', (socket, request) => {
      this.connections++;
      this.socket = socket;
      this.protocols.push(request.headers['sec-websocket-protocol'] ?? '');
      socket.on('message', (data: Buffer) => this.take(data.toString()));
    });
  }

  static async start(): Promise<EdgeDouble> {
    const server = new WebSocketServer({
      host: '127.0.0.1',
      port: 0,
      handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false),
    });
    await once(server, 'listening');
    return new EdgeDouble(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((closed) => this.server.close(closed));
  }

  /** Breaks the connection without a closing handshake. */
  cut(): void {
    this.socket?.terminate();
  }

  /** Closes with a code, as an edge that has had enough of this client. */
  close(code: number): void {
    this.socket?.close(code);
  }

  send(text: string): void {
    this.socket?.send(text);
  }

  /** The n-th request (from 0) with this method, now or when it comes. */
  async next(method: string, n = 0): Promise<SipText> {
    return this.when(() => this.received.filter((message) => message.method === method)[n]);
  }

  async when<T>(probe: () => T | undefined): Promise<T> {
    for (;;) {
      const found = probe();
      if (found !== undefined) {
        return found;
      }
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  /** The final or provisional answer of this side, its own tag in To. */
  reply(request: SipText, status: string, extra: string[] = [], body = ''): void {
    const to = request.header('To') ?? '';
    const copied = ['From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${request.header(name)}`);
    this.send(
      [
        `SIP/2.0 ${status}`,
        ...request.headers('Via').map((via) => `Via: ${via}`),
        `To: ${/;tag=/.test(to) ? to : `${to};tag=edge`}`,
        ...copied,
        ...extra,
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n'),
    );
  }

  accept(request: SipText, expires = 600): void {
    this.reply(request, '200 OK', [
      `Contact: ${request.header('Contact')?.replace(/;expires=\d+/, '')};expires=${expires}`,
      'Service-Route: <sip:orig@scscf.example.net;lr>',
      'P-Associated-URI: <sip:alice@ims.example.net>',
    ]);
  }

  private take(text: string): void {
    const message = new SipText(text);
    this.received.push(message);
    if (message.method === 'REGISTER') {
      this.onRegister?.(message);
    }
    const woken = [...this.waiting];
    this.waiting.clear();
    woken.forEach((resolve) => resolve());
  }
}
