// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { accessFrom, parseAccess } from '../src/index.js';

const DOCUMENT = {
  access_token: 'ey.J.0',
  expires_at: '2030-01-01T00:00:00Z',
  impi: 'alice@ims.example.net',
  impus: ['sip:alice@ims.example.net', 'tel:+15550101'],
  domain: 'ims.example.net',
  w2: 'ws://localhost:8082/',
  ice_servers: [],
};

function answering(status: number, body: unknown): typeof fetch {
  return async () => Response.json(body, { status });
}

describe('the access document', () => {
  it.each([
    ['/access', '/access?refused=true'],
    ['/access?site=1', '/access?site=1&refused=true'],
  ])('is asked for with the word that the last token was refused, at %s', async (url, asked) => {
    const urls: string[] = [];
    const source = accessFrom(url, async (input) => {
      urls.push(String(input));
      return Response.json(DOCUMENT);
    });
    await source();
    await source(true);

    expect(urls).toEqual([url, asked]);
  });

  it('is read member by member', async () => {
    expect(await accessFrom('/access', answering(200, DOCUMENT))()).toEqual({
      accessToken: 'ey.J.0',
      expiresAt: new Date('2030-01-01T00:00:00Z'),
      impi: 'alice@ims.example.net',
      impus: ['sip:alice@ims.example.net', 'tel:+15550101'],
      domain: 'ims.example.net',
      w2: 'ws://localhost:8082/',
      iceServers: [],
    });
  });

  it.each([
    ['access_token', 'two words'],
    ['access_token', 'line\r\nbreak'],
    ['access_token', undefined],
    ['expires_at', 'soon'],
    ['impi', ''],
    ['impus', ['tel:+15550101']],
    ['impus', 'sip:alice@x'],
    ['domain', 'a b'],
    ['w2', 'http://localhost/'],
    ['ice_servers', {}],
  ])('is refused with %s = %j, without telling the token', (name, value) => {
    const read = () => parseAccess({ ...DOCUMENT, [name]: value });

    expect(read).toThrow(expect.objectContaining({ code: 'access-failed' }));
    expect(read).toThrow(`no valid ${name}`);
    expect(read).not.toThrow(/ey\.J|two words|line/);
  });

  it.each([undefined, null, 'text', []])('is refused when it is %j', (document) => {
    expect(() => parseAccess(document)).toThrow(expect.objectContaining({ code: 'access-failed' }));
  });

  it('tells signed out from other failures', async () => {
    await expect(
      accessFrom('/access', answering(401, { error: 'login_required' }))(),
    ).rejects.toMatchObject({ code: 'signed-out' });
    await expect(accessFrom('/access', answering(500, {}))()).rejects.toMatchObject({
      code: 'access-failed',
    });
    await expect(
      accessFrom('/access', async () => new Response('<html>'))(),
    ).rejects.toMatchObject({ code: 'access-failed' });
    await expect(
      accessFrom('/access', async () => Promise.reject(new TypeError('offline')))(),
    ).rejects.toMatchObject({ code: 'access-failed' });
  });
});
