// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect, type Call, type CallEnd, type CallState, type Phone } from '../src/index.js';
import { ConnectionDouble, installBrowser, microphone, OFFER } from './browser-double.js';
import { EdgeDouble, SipText } from './edge-double.js';

const CONTACT = 'Contact: <sip:echo@core.example.net>';
const SDP = 'Content-Type: application/sdp';

let edge: EdgeDouble;
let phone: Phone;

beforeEach(async () => {
  installBrowser(vi.stubGlobal);
  edge = await EdgeDouble.start();
  phone = await connect({
    access: async () => ({
      accessToken: 'token',
      expiresAt: new Date(Date.now() + 3_600_000),
      impi: 'alice@ims.example.net',
      impus: ['sip:alice@ims.example.net', 'tel:+15550101'],
      domain: 'ims.example.net',
      w2: edge.url,
      iceServers: [{ urls: 'stun:127.0.0.1:1' }],
    }),
  });
  await phone.registered();
});

afterEach(async () => {
  edge.onRegister = (request) => edge.reply(request, '200 OK');
  await phone.close();
  await edge.stop();
});

function until(call: Call, state: CallState): Promise<void> {
  return call.state === state
    ? Promise.resolve()
    : new Promise((resolve) => call.on('state', (now) => now === state && resolve()));
}

function end(call: Call): Promise<CallEnd> {
  return call.end === undefined
    ? new Promise((resolve) => call.on('ended', resolve))
    : Promise.resolve(call.end);
}

function lost(): Promise<void> {
  return new Promise((resolve) => {
    const off = phone.on('state', ({ state }) => {
      if (state === 'reconnecting') {
        off();
        resolve();
      }
    });
  });
}

async function connected(): Promise<{ call: Call; invite: SipText }> {
  const call = phone.call('+15550199');
  const invite = await edge.next('INVITE');
  edge.reply(invite, '200 OK', [CONTACT, SDP], OFFER);
  await until(call, 'connected');
  return { call, invite };
}

function ourContact(): string {
  return /<(.*?)>/.exec(edge.received[0]?.header('Contact') ?? '')?.[1] ?? '';
}

function incoming(from = '"Bob" <sip:bob@ims.example.net>;tag=b', to = phone.identity.uri): void {
  edge.send(
    [
      `INVITE ${ourContact()} SIP/2.0`,
      'Via: SIP/2.0/WS edge.example.net;branch=z9hG4bKin, SIP/2.0/UDP core;branch=z9hG4bKcore',
      'Max-Forwards: 60',
      `From: ${from}`,
      `To: <${to}>`,
      'Call-ID: from-bob',
      'CSeq: 1 INVITE',
      'Contact: <sip:bob@edge.example.net>',
      'P-Asserted-Identity: "Bob" <sip:bob@ims.example.net>, <tel:+15550102>',
      SDP,
      `Content-Length: ${OFFER.length}`,
      '',
      OFFER,
    ].join('\r\n'),
  );
}

function ring(...args: Parameters<typeof incoming>): Promise<Call> {
  const call = new Promise<Call>((resolve) => phone.on('incoming', resolve));
  incoming(...args);
  return call;
}

function inDialog(method: string, answer: SipText, cseq: number): string {
  return [
    `${method} ${ourContact()} SIP/2.0`,
    `Via: SIP/2.0/WS edge.example.net;branch=z9hG4bK${method}${cseq}`,
    'Max-Forwards: 60',
    `From: ${answer.header('From')}`,
    `To: ${answer.header('To')}`,
    'Call-ID: from-bob',
    `CSeq: ${cseq} ${method}`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

describe('a call we make', () => {
  it('without a connection makes one and registers first [G01]', async () => {
    edge.close(1013); // not to be tried again for 15 s at least
    await lost();
    edge.onRegister = (request) =>
      edge.reply(request, '200 OK', [
        `Contact: ${request.header('Contact')}`,
        'Service-Route: <sip:orig@other.example.net;lr>',
      ]);
    const call = phone.call('+15550199');
    const invite = await edge.next('INVITE');

    expect(edge.connections).toBe(2);
    const methods = edge.received.map(({ method }) => method);
    expect(methods.filter((method) => /REGISTER|INVITE/.test(method))).toEqual([
      'REGISTER',
      'REGISTER',
      'INVITE',
    ]);
    expect(invite.headers('Route')).toContain('<sip:orig@other.example.net;lr>');
    edge.reply(invite, '200 OK', [CONTACT, SDP], OFFER);
    await until(call, 'connected');
  });

  it('that waits for the registration can be given up, and nobody is called', async () => {
    edge.onRegister = undefined;
    edge.cut();
    await lost();
    const call = phone.call('+15550199');
    const register = await edge.next('REGISTER', 1);
    call.hangup();
    const registered = phone.registered();
    edge.accept(register);
    await registered;
    edge.onRegister = (request) => edge.accept(request);
    const second = phone.call('+15550198');
    const invite = await edge.next('INVITE');

    expect(call.end).toEqual({ by: 'local', error: undefined });
    expect(invite.startLine).toContain('+15550198');
    second.hangup();
  });

  it('ends with the reason when the network refuses the registration before it', async () => {
    edge.onRegister = (request) => edge.reply(request, '403 Forbidden');
    edge.cut();
    await lost();
    const call = phone.call('+15550199');

    expect((await end(call)).error?.code).toBe('registration-refused');
    expect(edge.received.map(({ method }) => method)).not.toContain('INVITE');
  });

  it('goes out to the number with token, service and route', async () => {
    const call = phone.call('+1 555 0199');
    const invite = await edge.next('INVITE');

    expect(call.party).toMatchObject({ number: '+15550199' });
    expect(invite.startLine).toBe('INVITE sip:+15550199@ims.example.net;user=phone SIP/2.0');
    expect(invite.header('Authorization')).toBe('Bearer token');
    expect(invite.header('P-Preferred-Service')).toBe('urn:urn-7:3gpp-service.ims.icsi.mmtel');
    expect(invite.headers('Route')).toEqual([
      `<sip:${new URL(edge.url).host};transport=ws;lr>`,
      '<sip:orig@scscf.example.net;lr>',
    ]);
    expect(invite.header('Session-Expires')).toBe('1800');
    expect(ConnectionDouble.last?.configuration).toEqual({
      iceServers: [{ urls: 'stun:127.0.0.1:1' }],
      bundlePolicy: 'max-bundle',
    });
    edge.reply(invite, '486 Busy Here');
    await end(call);
  });

  it('does not wait for the end of gathering', async () => {
    ConnectionDouble.gatheringEnds = false;
    const call = phone.call('+15550199');
    const invite = await edge.next('INVITE');

    expect(invite.text).toContain('m=audio');
    edge.reply(invite, '486 Busy Here');
    await end(call);
  });

  it('rings, is answered, and carries the other end’s sound', async () => {
    const call = phone.call('+15550199');
    const invite = await edge.next('INVITE');
    expect(call.state).toBe('starting');
    edge.reply(invite, '180 Ringing', [CONTACT]);
    await until(call, 'ringing');
    edge.reply(invite, '200 OK', [CONTACT, SDP], OFFER);
    await until(call, 'connected');

    expect((await edge.next('ACK')).header('Authorization')).toBe('Bearer token');
    expect(call.startedAt).toBeInstanceOf(Date);
    expect(call.remoteStream?.getTracks()).toHaveLength(1);
    expect(await call.statistics()).toMatchObject({ level: 0.5 });
    const play = vi.fn(async () => undefined);
    const element = { srcObject: null, play } as unknown as HTMLAudioElement;
    call.playOn(element);
    expect(element.srcObject).toBe(call.remoteStream);
    expect(play).toHaveBeenCalledOnce();
    expect(phone.calls).toEqual([call]);
  });

  it('is muted and sends tones', async () => {
    const { call } = await connected();
    call.mute(true);
    expect(call.muted).toBe(true);
    expect(microphone.last?.getTracks()[0]?.enabled).toBe(false);
    call.mute(false);
    expect(microphone.last?.getTracks()[0]?.enabled).toBe(true);

    call.dtmf('12#');
    call.dtmf('3');
    expect(ConnectionDouble.last?.senders[0]?.dtmf.toneBuffer).toBe('12#3');
    expect(() => call.dtmf('x')).toThrow(expect.objectContaining({ code: 'bad-target' }));
  });

  it('ends by our hang-up, and the microphone is let go', async () => {
    const { call } = await connected();
    call.hangup();

    expect((await edge.next('BYE')).header('Authorization')).toBe('Bearer token');
    expect(await end(call)).toEqual({ by: 'local', error: undefined });
    expect(microphone.last?.getTracks()[0]?.readyState).toBe('ended');
    expect(phone.calls).toEqual([]);
    call.hangup();
  });

  it('ends by the other end’s hang-up', async () => {
    const { call, invite } = await connected();
    edge.send(
      [
        `BYE ${ourContact()} SIP/2.0`,
        'Via: SIP/2.0/WS edge.example.net;branch=z9hG4bKbye',
        'Max-Forwards: 60',
        `From: ${invite.header('To')};tag=edge`,
        `To: ${invite.header('From')}`,
        `Call-ID: ${invite.header('Call-ID')}`,
        'CSeq: 1 BYE',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );

    expect(await end(call)).toEqual({ by: 'remote', error: undefined });
  });

  it('is cancelled while it rings, with the token', async () => {
    const call = phone.call('+15550199');
    const invite = await edge.next('INVITE');
    edge.reply(invite, '180 Ringing', [CONTACT]);
    await until(call, 'ringing');
    call.hangup();

    expect((await edge.next('CANCEL')).header('Authorization')).toBe('Bearer token');
    expect(await end(call)).toEqual({ by: 'local', error: undefined });
  });

  it.each([
    ['404 Not Found', 'unknown-number'],
    ['484 Address Incomplete', 'unknown-number'],
    ['486 Busy Here', 'busy'],
    ['603 Decline', 'declined'],
    ['480 Temporarily Unavailable', 'unavailable'],
    ['408 Request Timeout', 'no-answer'],
    ['403 Forbidden', 'forbidden'],
    ['488 Not Acceptable Here', 'media-refused'],
    ['401 Unauthorized', 'token-refused'],
    ['503 Service Unavailable', 'network'],
  ])('answered %s ends as %s', async (status, code) => {
    const call = phone.call('+15550199');
    edge.reply(await edge.next('INVITE'), status);

    const { by, error } = await end(call);
    expect(by).toBe('remote');
    expect(error).toMatchObject({ code, status: Number(status.slice(0, 3)) });
  });

  it.each([
    ['NotAllowedError', 'microphone-denied'],
    ['NotFoundError', 'microphone-missing'],
    ['NotReadableError', 'microphone-busy'],
  ])('ends before any INVITE when the microphone fails with %s', async (name, code) => {
    microphone.fails = name;
    const call = phone.call('+15550199');

    expect((await end(call)).error?.code).toBe(code);
    expect(edge.received.map(({ method }) => method)).not.toContain('INVITE');
  });

  it('hung up before the microphone is there never goes out', async () => {
    const call = phone.call('+15550199');
    call.hangup();

    expect(await end(call)).toEqual({ by: 'local', error: undefined });
    const second = phone.call('+15550198');
    await edge.next('INVITE');
    expect(edge.received.filter(({ method }) => method === 'INVITE')).toHaveLength(1);
    second.hangup();
  });

  it('ends when ICE finds no way', async () => {
    const { call } = await connected();
    ConnectionDouble.last?.ice('failed');

    expect((await end(call)).error?.code).toBe('media-failed');
  });

  it('ends when the connection is lost before an answer', async () => {
    const call = phone.call('+15550199');
    await edge.next('INVITE');
    edge.cut();

    expect((await end(call)).error?.code).toBe('network');
  });

  it('outlives a lost connection once it is answered', async () => {
    const { call } = await connected();
    const back = new Promise<void>((resolve) => {
      phone.on('state', ({ state }) => state === 'registered' && resolve());
    });
    edge.cut();
    await back;

    expect(call.state).toBe('connected');
  });
});

describe('a call to us', () => {
  it('tells who calls and is answered', async () => {
    const call = await ring();
    expect(call.party).toEqual({
      uri: 'sip:bob@ims.example.net',
      number: '+15550102',
      name: 'Bob',
    });
    expect(call.state).toBe('ringing');
    await edge.when(() => edge.received.find((m) => m.startLine === 'SIP/2.0 180 Ringing'));
    await call.answer();
    const answer = await edge.when(() =>
      edge.received.find((m) => m.startLine === 'SIP/2.0 200 OK' && m.text.includes('m=audio')),
    );
    await until(call, 'connected');

    expect(answer.header('Authorization')).toBeUndefined();
    edge.send(inDialog('ACK', answer, 1));
    edge.send(inDialog('BYE', answer, 2));
    expect(await end(call)).toEqual({ by: 'remote', error: undefined });
  });

  it('comes in from a tel URI to a tel URI, which the answer gives back', async () => {
    const call = await ring('<tel:+15550102>;tag=b', 'tel:+15550101');
    const ringing = await edge.when(() =>
      edge.received.find((m) => m.startLine === 'SIP/2.0 180 Ringing'),
    );

    expect(ringing.header('From')).toBe('<tel:+15550102>;tag=b');
    expect(ringing.header('To')).toMatch(/^<tel:\+15550101>;tag=/);
    call.reject();
  });

  it.each([
    ['declined', '603'],
    ['busy', '486'],
  ] as const)('is refused as %s', async (reason, status) => {
    const call = await ring();
    call.reject(reason);

    await edge.when(() => edge.received.find((m) => m.startLine.startsWith(`SIP/2.0 ${status}`)));
    expect(await end(call)).toEqual({ by: 'local', error: undefined });
    await expect(call.answer()).rejects.toMatchObject({ code: 'wrong-state' });
  });

  it('is over when the caller gives up', async () => {
    const call = await ring();
    const ringing = await edge.when(() =>
      edge.received.find((m) => m.startLine === 'SIP/2.0 180 Ringing'),
    );
    const cancel = inDialog('CANCEL', ringing, 1)
      .replace(/branch=\S+/, 'branch=z9hG4bKin')
      .replace(/^To: (<.*?>).*$/m, 'To: $1');
    edge.send(cancel);

    expect(await end(call)).toEqual({ by: 'remote', error: undefined });
  });

  it('is refused as unavailable when we have no microphone', async () => {
    const call = await ring();
    microphone.fails = 'NotAllowedError';
    await call.answer();

    await edge.when(() => edge.received.find((m) => m.startLine.startsWith('SIP/2.0 480')));
    expect((await end(call)).error?.code).toBe('microphone-denied');
  });
});
