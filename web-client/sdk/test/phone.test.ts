// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect, type Access, type Phone, type PhoneState, WicError } from '../src/index.js';
import { installBrowser } from './browser-double.js';
import { EdgeDouble } from './edge-double.js';

let edge: EdgeDouble;
let phone: Phone | undefined;

beforeEach(async () => {
  installBrowser(vi.stubGlobal);
  edge = await EdgeDouble.start();
});

afterEach(async () => {
  await phone?.close();
  phone = undefined;
  await edge.stop();
});

function access(token: string, lifeMs = 3_600_000): Access {
  return {
    accessToken: token,
    expiresAt: new Date(Date.now() + lifeMs),
    impi: 'alice@ims.example.net',
    impus: ['sip:alice@ims.example.net', 'tel:+15550101'],
    domain: 'ims.example.net',
    w2: edge.url,
    iceServers: [],
  };
}

/** Hands out token-1, token-2, … */
function tokens(lifeMs?: number): { source: () => Promise<Access>; given: () => number } {
  let given = 0;
  return {
    source: async () => access(`token-${++given}`, lifeMs),
    given: () => given,
  };
}

function states(of: Phone): PhoneState[] {
  const seen: PhoneState[] = [];
  of.on('state', ({ state }) => seen.push(state));
  return seen;
}

function untilState(of: Phone, wanted: PhoneState): Promise<void> {
  return new Promise((resolve) => {
    const off = of.on('state', ({ state }) => {
      if (state === wanted) {
        off();
        resolve();
      }
    });
  });
}

describe('registration', () => {
  it('shows the token in the first REGISTER already [A16]', async () => {
    phone = await connect({ access: tokens().source });
    await phone.registered();

    const register = await edge.next('REGISTER');
    expect(edge.protocols).toEqual(['sip']);
    expect(register.startLine).toBe('REGISTER sip:ims.example.net SIP/2.0');
    expect(register.header('Authorization')).toBe('Bearer token-1');
    expect(register.header('To')).toBe('<sip:alice@ims.example.net>');
    expect(register.header('Via')).toMatch(/^SIP\/2\.0\/WS \w+\.invalid;branch=/);
    expect(register.header('Supported')).toContain('path');
    const contact = register.header('Contact') ?? '';
    expect(contact).toContain(';transport=ws>');
    expect(contact).toContain('+sip.instance="<urn:uuid:');
    expect(contact).toContain(
      '+g.3gpp.icsi-ref="urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel"',
    );
    expect(edge.received.filter(({ method }) => method === 'REGISTER')).toHaveLength(1);
  });

  it('knows who we are', async () => {
    phone = await connect({ access: tokens().source });

    expect(phone.identity).toEqual({
      impi: 'alice@ims.example.net',
      impus: ['sip:alice@ims.example.net', 'tel:+15550101'],
      uri: 'sip:alice@ims.example.net',
      number: '+15550101',
      domain: 'ims.example.net',
    });
  });

  it('fetches a new token and tries once more when the first one is refused', async () => {
    let refused = 0;
    edge.onRegister = (request) => {
      if (request.header('Authorization') === 'Bearer token-1') {
        refused++;
        edge.reply(request, '401 Unauthorized', [
          'WWW-Authenticate: Bearer realm="ims.example.net", error="invalid_token"',
        ]);
      } else {
        edge.accept(request);
      }
    };
    phone = await connect({ access: tokens().source });
    const seen = states(phone);
    await phone.registered();

    expect(refused).toBe(1);
    expect(seen).toEqual(['registered']);
  });

  it('is asked of nobody a challenge names [E28]', async () => {
    let asked = 0;
    const stranger = createServer((_, response) => {
      asked++;
      response.end();
    }).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    edge.onRegister = (request) => {
      edge.onRegister = (second) => edge.accept(second);
      const { port } = stranger.address() as AddressInfo;
      edge.reply(request, '401 Unauthorized', [
        `WWW-Authenticate: Bearer realm="x", authz_server="http://127.0.0.1:${port}/", error="invalid_token"`,
      ]);
    };
    phone = await connect({ access: tokens().source });
    await phone.registered();
    stranger.close();
    await once(stranger, 'close');

    expect(asked).toBe(0);
  });

  it('is refused when the new token is refused, too', async () => {
    edge.onRegister = (request) => edge.reply(request, '401 Unauthorized');
    phone = await connect({ access: tokens().source });

    await expect(phone.registered()).rejects.toMatchObject({ code: 'token-refused', status: 401 });
    expect(phone.state).toBe('refused');
  });

  it('tells a refusal that is not about the token', async () => {
    edge.onRegister = (request) => edge.reply(request, '403 Forbidden');
    phone = await connect({ access: tokens().source });

    await expect(phone.registered()).rejects.toMatchObject({ code: 'registration-refused' });
  });

  it('tries again when the server said so', async () => {
    edge.onRegister = (request) => {
      edge.onRegister = (second) => edge.accept(second);
      edge.reply(request, '503 Service Unavailable', ['Retry-After: 1']);
    };
    phone = await connect({ access: tokens().source });
    const seen = states(phone);
    await untilState(phone, 'registered');

    expect(seen).toEqual(['refused', 'registered']);
  });

  it('is taken back on closing', async () => {
    phone = await connect({ access: tokens().source });
    await phone.registered();
    edge.onRegister = (request) => edge.reply(request, '200 OK');
    await phone.close();

    const last = await edge.next('REGISTER', 1);
    expect(last.header('Expires')).toBe('0');
    expect(last.header('Authorization')).toBe('Bearer token-1');
    expect(phone.state).toBe('closed');
    expect(() => phone?.call('+15550199')).toThrow(
      expect.objectContaining({ code: 'not-registered' }),
    );
  });
});

describe('the token', () => {
  it('is renewed before it ends, and the new one shown at once [E29]', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    try {
      const { source, given } = tokens(300_000);
      phone = await connect({ access: source });
      await phone.registered();
      await vi.advanceTimersByTimeAsync(239_000);
      expect(given()).toBe(1);
      await vi.advanceTimersByTimeAsync(2_000);
      const shown = () =>
        edge.received.find((message) => message.header('Authorization') === 'Bearer token-2');

      expect((await edge.when(shown)).method).toBe('REGISTER');
    } finally {
      vi.useRealTimers();
    }
  });

  it('never stands in an error or in what the phone shows of itself', async () => {
    edge.onRegister = (request) => edge.reply(request, '403 Forbidden');
    phone = await connect({ access: tokens().source });
    const error: unknown = await phone.registered().catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(WicError);
    expect(String(error) + JSON.stringify(error)).not.toContain('token-1');
    expect(JSON.stringify(phone.identity)).not.toContain('token-1');
  });

  it('is kept from JsSIP and so from its log', async () => {
    const { debug } = await import('jssip');
    const original = debug.formatArgs;
    let logged = '';
    debug.formatArgs = (args: unknown[]) => {
      logged += args.splice(0, args.length, '').join(' ');
    };
    debug.enable('JsSIP:*');
    try {
      phone = await connect({ access: tokens().source });
      await phone.registered();
    } finally {
      debug.disable();
      debug.formatArgs = original;
    }

    expect(logged).toContain('REGISTER sip:ims.example.net');
    expect(logged).not.toContain('token-1');
  });
});

describe('a lost connection', () => {
  it('is made again with a registration of its own', async () => {
    phone = await connect({ access: tokens().source });
    await phone.registered();
    const seen = states(phone);
    edge.cut();
    await untilState(phone, 'reconnecting');
    expect(phone.error?.code).toBe('unreachable');
    await untilState(phone, 'registered');

    expect(seen).toEqual(['reconnecting', 'registered']);
    expect(edge.connections).toBe(2);
    expect(phone.error).toBeUndefined();
  });

  it('is noticed when keep-alives are no longer answered [A18]', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    try {
      phone = await connect({ access: tokens().source });
      await phone.registered();
      const pings = () => edge.received.filter(({ text }) => text === '\r\n\r\n');
      await vi.advanceTimersByTimeAsync(30_000);
      await edge.when(() => pings()[0]);
      edge.send('\r\n');
      // Whatever is answered shows that the pong before it has been read.
      edge.send(
        [
          'OPTIONS sip:alice@ims.example.net SIP/2.0',
          'Via: SIP/2.0/WS edge;branch=z9hG4bK1',
          'From: <sip:edge@ims.example.net>;tag=1',
          'To: <sip:alice@ims.example.net>',
          'Call-ID: 1',
          'CSeq: 1 OPTIONS',
          'Content-Length: 0',
          '',
          '',
        ].join('\r\n'),
      );
      await edge.when(() => edge.received.find(({ text }) => text.startsWith('SIP/2.0 ')));
      const lost = untilState(phone, 'reconnecting');
      await vi.advanceTimersByTimeAsync(40_000);
      await lost;
      await vi.advanceTimersByTimeAsync(2_000);

      expect((await edge.next('REGISTER', 1)).header('Authorization')).toBe('Bearer token-1');
      expect(edge.connections).toBe(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it('closes the phone when nobody is signed in any more', async () => {
    let signedIn = true;
    const source = async () => {
      if (!signedIn) {
        throw new WicError('signed-out', 'nobody is signed in');
      }
      return access('short', 1_250);
    };
    phone = await connect({ access: source });
    await phone.registered();
    signedIn = false;
    await untilState(phone, 'closed');

    expect(phone.error?.code).toBe('signed-out');
  });

  it('that the edge closed because of us is told so', async () => {
    phone = await connect({ access: tokens().source });
    await phone.registered();
    edge.close(1008);
    await untilState(phone, 'reconnecting');

    expect(phone.error?.code).toBe('edge-refused');
  });

  it('that is never long enough for the network is refused, and not asked for without end', async () => {
    let asked = 0;
    edge.onRegister = (request) => {
      asked++;
      edge.reply(request, '423 Interval Too Brief', ['Min-Expires: 60']);
    };
    phone = await connect({ access: tokens().source });
    await expect(phone.registered()).rejects.toMatchObject({ code: 'registration-refused' });

    expect(asked).toBe(3);
  });

  it('that the edge closed because the session ended elsewhere is the end', async () => {
    let signedIn = true;
    const source = async () => {
      if (!signedIn) {
        throw new WicError('signed-out', 'nobody is signed in');
      }
      return access('token');
    };
    phone = await connect({ access: source });
    await phone.registered();
    signedIn = false;
    edge.close(1008);
    await untilState(phone, 'closed');

    expect(phone.error?.code).toBe('signed-out');
  });

  it('is made again at once when the runtime tells of another network', async () => {
    phone = await connect({ access: tokens().source });
    await phone.registered();
    edge.close(1008);
    await untilState(phone, 'reconnecting');
    const back = untilState(phone, 'registered');
    phone.networkChanged();
    await back;

    expect(edge.connections).toBe(2);
  });

  it('is told as unreachable when it never came about', async () => {
    const source = async () => ({ ...access('t'), w2: 'ws://127.0.0.1:1/' });
    phone = await connect({ access: source });
    const errors: unknown[] = [];
    phone.on('state', ({ error }) => errors.push(error?.code));
    await untilState(phone, 'connecting');

    expect(errors).toEqual(['unreachable']);
  });
});
