// SPDX-License-Identifier: Apache-2.0
import type { Socket } from 'jssip';
import type { Access } from './access.js';
import { Reconnect } from './reconnect.js';
import { inbound, outbound } from './wire.js';

const PING = '\r\n\r\n';
const PONG = '\r\n';
const PONG_LIMIT_MS = 10_000; // RFC 5626 §4.4.1
const PING_MS = 30_000;
const PROBE_LIMIT_MS = 2_000;
const MOST_TOO_BRIEF = 2;
const REGISTERED = /^SIP\/2\.0 2\d\d [^]*?\r\nCSeq\s*:\s*\d+\s+REGISTER\r\n/i;

/** Where the socket gets its address and token from. */
export interface W2Access {
  readonly current: Access;
  fresh(): Promise<Access>;
}

/**
 * The WebSocket to the eP-CSCF (RFC 7118) as JsSIP wants one. It fetches a fresh token before it
 * connects, adds the token to what goes out, notices a dead connection by unanswered pings, and
 * decides how long JsSIP waits before the next one.
 */
export class W2Socket implements Socket {
  private socket: WebSocket | undefined;
  private opening = 0;
  private pingTimer: ReturnType<typeof setTimeout> | undefined;
  private pongTimer: ReturnType<typeof setTimeout> | undefined;
  /** An edge without RFC 5626 never answers pings; only one that did may be found dead by silence. */
  private answersPings = false;
  private readonly schedule = new Reconnect();
  private notBefore = 0;
  private waiting: (() => void) | undefined;
  /** 423s in a row. */
  private tooBrief = 0;

  /**
   * @param urgent whether a call waits for a lost connection
   * @param registered is shown every 200 of a REGISTER: JsSIP tells of the first only
   */
  constructor(
    private readonly access: W2Access,
    private readonly urgent: () => boolean,
    private readonly registered: (response: string) => void = () => {},
  ) {}

  get url(): string {
    return this.access.current.w2;
  }

  get via_transport(): string {
    return this.url.startsWith('wss:') ? 'WSS' : 'WS';
  }

  get sip_uri(): string {
    return `sip:${new URL(this.url).host};transport=ws`; // RFC 7118 §5.2: ws with TLS, too
  }

  onconnect(): void {}
  ondisconnect(_error: boolean, _code?: number, _reason?: string): void {}
  ondata<T>(_data: T): void {}

  connect(): void {
    if (this.socket === undefined) {
      void this.open(++this.opening);
    }
  }

  disconnect(): void {
    this.opening++;
    this.notBefore = 0;
    this.waiting?.();
    this.drop(1000);
  }

  /** To be told when a registration came about over this connection. */
  succeeded(): void {
    this.schedule.succeeded();
  }

  /** Does not wait any longer before it connects again. */
  hurry(): void {
    this.notBefore = 0;
    this.waiting?.();
  }

  /** The network may be another one: connects now, or finds out whether the connection lives. */
  probe(): void {
    this.hurry();
    if (this.isConnected()) {
      if (this.answersPings) {
        this.ping(PROBE_LIMIT_MS);
      } else {
        this.dead();
      }
    }
  }

  isConnected(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  isConnecting(): boolean {
    return this.socket?.readyState === WebSocket.CONNECTING;
  }

  send(message: string | ArrayBufferLike | Blob | ArrayBufferView): boolean {
    if (this.socket === undefined || !this.isConnected() || typeof message !== 'string') {
      return false;
    }
    const keepAlive = message.trim() === '';
    this.socket.send(keepAlive ? message : outbound(message, this.access.current.accessToken));
    return true;
  }

  private async open(attempt: number): Promise<void> {
    await this.turn();
    const socket = await Promise.resolve()
      .then(() => (attempt === this.opening ? this.access.fresh() : Promise.reject(new Error())))
      .then(({ w2 }) => (attempt === this.opening ? new WebSocket(w2, 'sip') : undefined))
      .catch(() => undefined);
    if (attempt !== this.opening) {
      return; // disconnect() was called meanwhile
    }
    if (socket === undefined) {
      this.postpone(undefined);
      this.ondisconnect(true, undefined, 'no access, or an address the browser refuses');
      return;
    }
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.answersPings = false;
      this.schedulePing();
      this.onconnect();
    };
    socket.onmessage = ({ data }) => this.receive(data);
    socket.onerror = () => {}; // always followed by close, which tells more
    socket.onclose = ({ wasClean, code, reason }) => this.closed(!wasClean, code, reason);
    this.socket = socket;
  }

  private receive(data: unknown): void {
    const text = typeof data === 'string' ? data : new TextDecoder().decode(data as ArrayBuffer);
    if (text === PONG) {
      this.answersPings = true;
      clearTimeout(this.pongTimer);
    } else if (text === PING) {
      this.send(PONG);
    } else {
      this.ondata(inbound(this.bounded(text)));
      if (REGISTERED.test(text)) {
        this.registered(text);
      }
    }
  }

  /**
   * JsSIP asks again at once for as long as a 423 demands. Where tokens end sooner than the shortest
   * registration of the core, that would never end; so the third 423 is a plain refusal to it.
   */
  private bounded(text: string): string {
    if (!text.startsWith('SIP/2.0 423 ')) {
      this.tooBrief = text.startsWith('SIP/2.0 1') ? this.tooBrief : 0;
      return text;
    }
    return ++this.tooBrief > MOST_TOO_BRIEF ? text.replace('423', '403') : text;
  }

  /** At 80 to 100 % of the interval, so that many clients do not ping as one (RFC 5626 §4.4). */
  private schedulePing(): void {
    clearTimeout(this.pingTimer);
    this.pingTimer = setTimeout(
      () => {
        this.ping(PONG_LIMIT_MS);
        this.schedulePing();
      },
      PING_MS * (0.8 + 0.2 * Math.random()),
    );
  }

  private ping(limitMs: number): void {
    this.send(PING);
    if (this.answersPings) {
      clearTimeout(this.pongTimer);
      this.pongTimer = setTimeout(() => this.dead(), limitMs);
    }
  }

  private dead(): void {
    this.drop(4000);
    this.postpone(undefined);
    this.ondisconnect(true, 1006, 'no answer to keep-alive');
  }

  private drop(code: number): void {
    const socket = this.socket;
    this.forget();
    if (socket !== undefined) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(code);
    }
  }

  private closed(error: boolean, code: number, reason: string): void {
    this.forget();
    this.postpone(code);
    this.ondisconnect(error, code, reason);
  }

  private postpone(code: number | undefined): void {
    this.notBefore = Date.now() + this.schedule.next(code, this.urgent());
  }

  /** Waits until it is time for the next connection. */
  private turn(): Promise<void> {
    const wait = this.notBefore - Date.now();
    return wait <= 0
      ? Promise.resolve()
      : new Promise((resolve) => {
          const timer = setTimeout(resolve, wait);
          this.waiting = () => {
            clearTimeout(timer);
            resolve();
          };
        });
  }

  private forget(): void {
    clearTimeout(this.pingTimer);
    clearTimeout(this.pongTimer);
    this.socket = undefined;
  }
}
