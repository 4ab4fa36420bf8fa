// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, it, vi } from 'vitest';
import { endSession, parseSettings, readSettings } from '../src/server.js';

afterEach(() => vi.unstubAllGlobals());

it('reads name and contacts, and shows numbers as people dial them', () => {
  expect(
    parseSettings({
      name: 'Operator',
      contacts: [
        { name: 'Echo', number: 'tel:+15550199' },
        { name: 'Bob', number: 'sip:bob@ims.example.net' },
        { name: 'Nobody' },
        null,
      ],
    }),
  ).toEqual({
    name: 'Operator',
    contacts: [
      { name: 'Echo', number: '+15550199' },
      { name: 'Bob', number: 'bob@ims.example.net' },
    ],
  });
});

it.each([null, 'text', 7, {}, { name: '', contacts: 'none' }])(
  'takes the defaults for %j',
  (document) => {
    expect(parseSettings(document)).toEqual({ name: 'Ringway', contacts: [] });
  },
);

it('takes the defaults when the server fails', async () => {
  vi.stubGlobal('fetch', async () => new Response('', { status: 500 }));
  expect(await readSettings()).toEqual({ name: 'Ringway', contacts: [] });
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('offline')));
  expect(await readSettings()).toEqual({ name: 'Ringway', contacts: [] });
});

it('signs out with a POST, and does not fail offline', async () => {
  const asked: unknown[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    asked.push([url, init.method]);
    throw new TypeError('offline');
  });
  await endSession();

  expect(asked).toEqual([['/logout', 'POST']]);
});
