// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { W2Socket } from '../src/w2-socket.js';

const CLIENTS = 300;
/** JsSIP's wait between connections. */
const JSSIP_MS = 1_000;

/** An eP-CSCF that goes down and comes back, as the browsers' WebSockets see it. */
class Edge {
  up = true;
  /** When connections were tried. */
  readonly tries: number[] = [];
  readonly open = new Set<SocketDouble>();
  /** May let only some in. */
  admits: () => boolean = () => true;

  /** Closes every connection in good order. */
  stop(): void {
    this.up = false;
    this.open.forEach((socket) => socket.end(true, 1001));
  }

  perSecond(from: number): number[] {
    const counts: number[] = [];
    this.tries.filter((at) => at >= from).forEach((at) => {
      const second = Math.floor((at - from) / 1000);
      counts[second] = (counts[second] ?? 0) + 1;
    });
    return Array.from(counts, (count) => count ?? 0);
  }
}

let edge: Edge;

class SocketDouble {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 3;
  readyState = SocketDouble.CONNECTING;
  onopen: (() => void) | null = null;
  onclose: ((event: { wasClean: boolean; code: number; reason: string }) => void) | null = null;

  constructor() {
    edge.tries.push(Date.now());
    setTimeout(() => (edge.up && edge.admits() ? this.begin() : this.end(false, 1006)), 1);
  }

  send(): void {}

  close(): void {
    edge.open.delete(this);
    this.readyState = SocketDouble.CLOSED;
  }

  end(wasClean: boolean, code: number): void {
    this.close();
    this.onclose?.({ wasClean, code, reason: '' });
  }

  private begin(): void {
    edge.open.add(this);
    this.readyState = SocketDouble.OPEN;
    this.onopen?.();
  }
}

/** Connects as JsSIP has it do, and registers at once. */
function client(): void {
  const access = {
    accessToken: 'token',
    expiresAt: new Date(Date.now() + 86_400_000),
    impi: '',
    impus: [],
    domain: '',
    w2: 'wss://edge.example.net/',
    iceServers: [],
  };
  const socket = new W2Socket({ current: access, fresh: async () => access }, () => false);
  socket.onconnect = () => socket.succeeded();
  socket.ondisconnect = () => setTimeout(() => socket.connect(), JSSIP_MS);
  socket.connect();
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  vi.stubGlobal('WebSocket', SocketDouble);
  let seed = 1;
  vi.spyOn(Math, 'random').mockImplementation(() => (seed = (seed * 48_271) % 0x7fffffff) / 0x7fffffff);
  edge = new Edge();
  for (let i = 0; i < CLIENTS; i++) {
    client();
  }
  await vi.advanceTimersByTimeAsync(10);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it('of the edge brings all clients back, spread over two seconds [L08]', async () => {
  expect(edge.open.size).toBe(CLIENTS);
  const began = Date.now();
  edge.stop();
  edge.up = true;
  await vi.advanceTimersByTimeAsync(3_100);

  expect(edge.open.size).toBe(CLIENTS);
  const tenths: number[] = [];
  edge.tries.slice(CLIENTS).forEach((at) => {
    const tenth = Math.floor((at - began) / 100);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  });
  expect(Math.min(...edge.tries.slice(CLIENTS)) - began).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...Object.values(tenths))).toBeLessThan((2 * CLIENTS) / 20);
});

it('of the edge that takes its time makes nobody try more than twice in vain [L08]', async () => {
  const began = Date.now();
  edge.stop();
  await vi.advanceTimersByTimeAsync(14_000);
  edge.up = true;
  await vi.advanceTimersByTimeAsync(46_000);

  expect(edge.open.size).toBe(CLIENTS);
  const perSecond = edge.perSecond(began);
  expect(perSecond.slice(4, 15)).toEqual(Array(11).fill(0));
  expect(Math.max(...perSecond.slice(15))).toBeLessThan((2 * CLIENTS) / 15);
});

it('does not keep clients behind one address out, of which thirty a second may come [L08]', async () => {
  let room = 60;
  edge.admits = () => room-- > 0;
  edge.stop();
  edge.up = true;
  for (let second = 0; second < 120; second++) {
    room = Math.min(60, Math.max(0, room) + 30);
    await vi.advanceTimersByTimeAsync(1_000);
  }

  expect(edge.open.size).toBe(CLIENTS);
});
