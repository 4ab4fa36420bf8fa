// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, it, vi } from 'vitest';
import { connect, type Phone } from '../src/index.js';
import { granted, refreshDelay } from '../src/refresh.js';
import { installBrowser } from './browser-double.js';
import { EdgeDouble } from './edge-double.js';

const DAY_MS = 86_400_000;

let edge: EdgeDouble | undefined;
let phone: Phone | undefined;

afterEach(async () => {
  vi.useRealTimers();
  const server = edge;
  if (server !== undefined) {
    server.onRegister = (request) => server.reply(request, '200 OK');
  }
  await phone?.close();
  await edge?.stop();
});

it('is ten minutes before the end, or at half of a short life', () => {
  expect([7200, 3600, 1201, 1200, 60].map(refreshDelay)).toEqual([
    6_600_000, 3_000_000, 601_000, 600_000, 30_000,
  ]);
  expect(refreshDelay(2_592_000)).toBe(0x7fffffff);
});

it('goes by what our own contact is granted', () => {
  const response = [
    'SIP/2.0 200 OK',
    'Contact: <sip:other@a.invalid>;expires=60, <sip:o.ne@b.invalid;transport=ws>;+x="a,b;expires=5";expires=1800',
    'Expires: 7',
    '',
    'expires=9',
  ].join('\r\n');

  expect(granted(response, 'sip:o.ne@b.invalid')).toBe(1800);
  expect(granted(response, 'sip:oxne@b.invalid')).toBe(7);
  expect(granted('SIP/2.0 200 OK\r\n\r\n', 'sip:one@b.invalid')).toBeUndefined();
});

it('comes 600 s before the end of 3600 s, every time [F25]', async () => {
  installBrowser(vi.stubGlobal);
  const server = await EdgeDouble.start();
  edge = server;
  server.onRegister = (request) => server.accept(request, 3600);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  phone = await connect({
    access: async () => ({
      accessToken: 'token',
      expiresAt: new Date(Date.now() + DAY_MS),
      impi: 'alice@ims.example.net',
      impus: ['sip:alice@ims.example.net'],
      domain: 'ims.example.net',
      w2: server.url,
      iceServers: [],
    }),
  });
  await phone.registered();
  const registers = () => server.received.filter(({ method }) => method === 'REGISTER').length;
  const shown = async () => {
    // Whatever is answered shows that what went before has been read.
    const count = server.received.length;
    server.send('\r\n\r\n');
    await server.when(() => server.received.slice(count).find(({ text }) => text === '\r\n'));
  };

  for (let n = 1; n <= 3; n++) {
    await shown();
    await vi.advanceTimersByTimeAsync(2_999_000);
    await shown();
    expect(registers()).toBe(n);
    await vi.advanceTimersByTimeAsync(1_000);
    await server.next('REGISTER', n);
  }
});
