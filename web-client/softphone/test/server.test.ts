// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, it, vi } from 'vitest';
import { endSession, isVisitor, parseSettings, readSettings, visit } from '../src/server.js';

const DEFAULTS = { name: 'Ringway', contacts: [], anonymous: false };

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
    anonymous: false,
  });
});

it.each([null, 'text', 7, {}, { name: '', contacts: 'none' }])(
  'takes the defaults for %j',
  (document) => {
    expect(parseSettings(document)).toEqual(DEFAULTS);
  },
);

it('takes the defaults when the server fails', async () => {
  vi.stubGlobal('fetch', async () => new Response('', { status: 500 }));
  expect(await readSettings()).toEqual(DEFAULTS);
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('offline')));
  expect(await readSettings()).toEqual(DEFAULTS);
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

it('is told where the session at the sign-in service ends, and takes no other kind of address', async () => {
  const answers = ['https://login.example/logout?x=1', 'javascript:alert(1)', 7];
  vi.stubGlobal('fetch', async () => Response.json({ end_session: answers.shift() }));

  expect(await endSession()).toBe('https://login.example/logout?x=1');
  expect(await endSession()).toBeUndefined();
  expect(await endSession()).toBeUndefined();
});

it.each([
  [204, undefined, 'welcome'],
  [503, { error: 'no_identity' }, 'full'],
  [503, { error: 'temporarily_unavailable' }, 'failed'],
  [429, { error: 'too_many_visitors' }, 'too-many'],
  [500, undefined, 'failed'],
])('says of a visit answered by %i %j that it is %s', async (status, body, outcome) => {
  vi.stubGlobal('fetch', async () =>
    body === undefined ? new Response(null, { status }) : Response.json(body, { status }),
  );

  expect(await visit()).toEqual({ outcome, retryAfter: 0 });
});

it('hands on when the server wants to be asked again', async () => {
  const full = { status: 503, headers: { 'Retry-After': '20' } };
  vi.stubGlobal('fetch', async () => Response.json({ error: 'no_identity' }, full));

  expect(await visit()).toEqual({ outcome: 'full', retryAfter: 20 });
});

it('knows a visitor from somebody signed in', async () => {
  const kinds = ['visitor', 'user', 'none'];
  vi.stubGlobal('fetch', async () => Response.json({ kind: kinds.shift() }));

  expect([await isVisitor(), await isVisitor(), await isVisitor()]).toEqual([true, false, false]);
});
