// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call, Message, TransferRequest } from '../src/index.js';
import { ConnectionDouble, microphone, OFFER, TrackDouble } from './browser-double.js';
import { end, SDP, Talk, until } from './talk.js';

let talk: Talk;

beforeEach(async () => {
  talk = await Talk.open();
});

afterEach(() => talk.close());

describe('hold', () => {
  it('offers to send only, mutes the microphone, and resume takes both back', async () => {
    const { call } = await talk.connected();
    const held = call.hold();
    const first = await talk.agree(1);
    await held;

    expect(first.header('Authorization')).toBe('Bearer token');
    expect(first.text).toContain('a=sendonly');
    expect(call.onHold).toEqual({ local: true, remote: false });
    expect(microphone.last?.tracks[0]?.enabled).toBe(false);

    const resumed = call.resume();
    const second = await talk.agree(2);
    await resumed;
    expect(second.text).toContain('a=sendrecv');
    expect(call.onHold).toEqual({ local: false, remote: false });
    expect(microphone.last?.tracks[0]?.enabled).toBe(true);
  });

  it('that is refused leaves the call as it was', async () => {
    const { call } = await talk.connected();
    const held = call.hold();
    talk.edge.reply(await talk.edge.next('INVITE', 1), '488 Not Acceptable Here');

    await expect(held).rejects.toMatchObject({ code: 'media-refused', status: 488 });
    expect(call.state).toBe('connected');
    expect(call.onHold.local).toBe(false);
    expect(ConnectionDouble.last?.signalingState).toBe('stable');
    expect(ConnectionDouble.last?.transceivers[0]?.direction).toBe('sendrecv');
  });

  it('of the other end is told, and the microphone is closed for it', async () => {
    const { call, invite } = await talk.connected();
    talk.request('INVITE', invite, 1, [SDP], OFFER.replace('sendrecv', 'sendonly'));
    await until(() => call.onHold.remote, call);
    expect(microphone.last?.tracks[0]?.enabled).toBe(false);

    await talk.edge.when(() => talk.edge.received.find((m) => m.startLine === 'SIP/2.0 200 OK'));
    talk.request('ACK', invite, 1);
    talk.request('INVITE', invite, 2, [SDP], OFFER);
    await until(() => !call.onHold.remote, call);
    expect(microphone.last?.tracks[0]?.enabled).toBe(true);
  });

  it('keeps a muted microphone muted afterwards', async () => {
    const { call } = await talk.connected();
    call.mute(true);
    const held = call.hold();
    await talk.agree(1);
    await held;
    const resumed = call.resume();
    await talk.agree(2);
    await resumed;

    expect(microphone.last?.tracks[0]?.enabled).toBe(false);
  });

  it('is not possible before the answer', async () => {
    const call = talk.phone.call('+15550199');
    await expect(call.hold()).rejects.toMatchObject({ code: 'wrong-state' });
    talk.edge.reply(await talk.edge.next('INVITE'), '486 Busy Here');
    await end(call);
  });
});

describe('tones', () => {
  it('go by INFO where telephone-event was not agreed on', async () => {
    ConnectionDouble.telephoneEvent = false;
    const { call } = await talk.connected();
    call.dtmf('7');
    const info = await talk.edge.next('INFO');

    expect(info.header('Content-Type')).toBe('application/dtmf-relay');
    expect(info.text).toContain('Signal=7');
    talk.edge.reply(info, '200 OK');
  });
});

describe('a transfer', () => {
  const notify = (status: string) =>
    [['Event: refer', 'Subscription-State: active', 'Content-Type: message/sipfrag'], `SIP/2.0 ${status}`] as const;

  it('hangs up when the other end got through', async () => {
    const { call, invite } = await talk.connected();
    const transferred = call.transfer('+15550102');
    const request = await talk.edge.next('REFER');
    expect(request.header('Refer-To')).toBe('<sip:+15550102@ims.example.net;user=phone>');
    expect(request.header('Authorization')).toBe('Bearer token');
    talk.edge.reply(request, '202 Accepted');
    talk.request('NOTIFY', invite, 1, ...notify('200 OK'));
    await transferred;

    await talk.edge.next('BYE');
    expect((await end(call)).error).toBeUndefined();
  });

  it.each(['486 Busy Here', '603 Decline'])('that ends with %s keeps the call', async (status) => {
    const { call, invite } = await talk.connected();
    const transferred = call.transfer('+15550102');
    talk.edge.reply(await talk.edge.next('REFER'), '202 Accepted');
    talk.request('NOTIFY', invite, 1, ...notify(status));

    await expect(transferred).rejects.toMatchObject({
      code: 'transfer-failed',
      status: Number(status.slice(0, 3)),
    });
    expect(call.state).toBe('connected');
  });

  it('that is refused at once keeps the call', async () => {
    const { call } = await talk.connected();
    const transferred = call.transfer('+15550102');
    talk.edge.reply(await talk.edge.next('REFER'), '405 Method Not Allowed');

    await expect(transferred).rejects.toMatchObject({ code: 'transfer-failed', status: 405 });
  });

  it('to another call of ours names that call as the one to be replaced', async () => {
    const { call, invite } = await talk.connected();
    const { call: other, invite: second } = await talk.connected('+15550102');
    const transferred = call.transfer(other);
    const request = await talk.edge.next('REFER');
    const replaces = decodeURIComponent(/Replaces=([^>]+)/.exec(request.header('Refer-To') ?? '')?.[1] ?? '');

    expect(request.header('Call-ID')).toBe(invite.header('Call-ID'));
    expect(replaces).toBe(
      `${second.header('Call-ID')};to-tag=edge;from-tag=${/tag=(\w+)/.exec(second.header('From') ?? '')?.[1]}`,
    );
    talk.edge.reply(request, '202 Accepted');
    talk.request('NOTIFY', invite, 1, ...notify('200 OK'));
    await transferred;
    expect([call.state, other.state]).toEqual(['ended', 'ended']);
  });

  it('asked of us calls the new party when it is accepted, and tells how that went', async () => {
    const { call, invite } = await talk.connected();
    const asked = new Promise<TransferRequest<Call>>((resolve) => call.on('transfer', resolve));
    talk.request('REFER', invite, 1, ['Refer-To: <sip:bob@ims.example.net>']);
    const request = await asked;
    expect(request.to.name).toBe('bob');
    const next = request.accept();
    const second = await talk.edge.next('INVITE', 1);
    expect(second.startLine).toBe('INVITE sip:bob@ims.example.net SIP/2.0');
    talk.edge.reply(second, '486 Busy Here');

    expect((await end(next)).error?.code).toBe('busy');
    const told = await talk.edge.when(() =>
      talk.edge.received.find((m) => m.method === 'NOTIFY' && m.text.includes('SIP/2.0 486')),
    );
    expect(told.header('Authorization')).toBe('Bearer token');
    expect(talk.phone.calls).toEqual([call]);
  });

  it('asked of us is refused when nobody listens', async () => {
    const { invite } = await talk.connected();
    talk.request('REFER', invite, 1, ['Refer-To: <sip:bob@ims.example.net>']);

    await talk.edge.when(() => talk.edge.received.find((m) => m.text.includes('SIP/2.0 603')));
    expect(talk.count('INVITE')).toBe(1);
  });
});

it('an INVITE with Replaces goes on in a new call without being asked', async () => {
  const { call, invite } = await talk.connected();
  const replaced = new Promise<Call>((resolve) => call.on('replaced', resolve));
  const from = /tag=(\w+)/.exec(invite.header('From') ?? '')?.[1];
  const contact = /<(.*?)>/.exec(talk.edge.received[0]?.header('Contact') ?? '')?.[1];
  talk.edge.send(
    [
      `INVITE ${contact} SIP/2.0`,
      'Via: SIP/2.0/WS edge.example.net;branch=z9hG4bKrep',
      'Max-Forwards: 60',
      'From: <sip:bob@ims.example.net>;tag=b',
      'To: <sip:alice@ims.example.net>',
      'Call-ID: replacing',
      'CSeq: 1 INVITE',
      'Contact: <sip:bob@edge.example.net>',
      `Replaces: ${invite.header('Call-ID')};to-tag=${from};from-tag=edge`,
      SDP,
      `Content-Length: ${OFFER.length}`,
      '',
      OFFER,
    ].join('\r\n'),
  );
  const next = await replaced;

  expect(next.party.name).toBe('bob');
  await talk.edge.when(() =>
    talk.edge.received.find((m) => m.startLine === 'SIP/2.0 200 OK' && m.header('Call-ID') === 'replacing'),
  );
  await until(() => next.state === 'connected', next);
});

describe('messages', () => {
  it('go out with token and route, and come in with who sent them', async () => {
    const sent = talk.phone.message('+15550102', 'Hallo');
    const request = await talk.edge.next('MESSAGE');
    talk.edge.reply(request, '202 Accepted');
    await sent;
    expect(request.startLine).toBe('MESSAGE sip:+15550102@ims.example.net;user=phone SIP/2.0');
    expect(request.header('Authorization')).toBe('Bearer token');
    expect(request.headers('Route')).toHaveLength(2);
    expect(request.text.endsWith('\r\n\r\nHallo')).toBe(true);

    const came = new Promise<Message>((resolve) => talk.phone.on('message', resolve));
    const contact = /<(.*?)>/.exec(talk.edge.received[0]?.header('Contact') ?? '')?.[1];
    talk.edge.send(
      [
        `MESSAGE ${contact} SIP/2.0`,
        'Via: SIP/2.0/WS edge.example.net;branch=z9hG4bKmsg',
        'Max-Forwards: 60',
        'From: <sip:bob@ims.example.net>;tag=b',
        'To: <sip:alice@ims.example.net>',
        'Call-ID: message',
        'CSeq: 1 MESSAGE',
        'P-Asserted-Identity: "Bob" <sip:bob@ims.example.net>, <tel:+15550102>',
        'Content-Type: text/plain;charset=UTF-8',
        'Content-Length: 2',
        '',
        'Hi',
      ].join('\r\n'),
    );
    expect(await came).toMatchObject({
      text: 'Hi',
      contentType: 'text/plain',
      from: { name: 'Bob', number: '+15550102' },
    });
    await talk.edge.when(() => talk.edge.received.find((m) => m.startLine === 'SIP/2.0 200 OK'));
  });

  it.each([
    ['404 Not Found', 'unknown-number'],
    ['405 Method Not Allowed', 'unavailable'],
    ['513 Message Too Large', 'too-long'],
    ['403 Forbidden', 'forbidden'],
  ])('answered %s fail as %s', async (status, code) => {
    const sent = talk.phone.message('+15550102', 'Hallo');
    talk.edge.reply(await talk.edge.next('MESSAGE'), status);

    await expect(sent).rejects.toMatchObject({ code });
  });
});

describe('devices', () => {
  it('another microphone is taken into the call', async () => {
    const { call } = await talk.connected();
    call.mute(true);
    const first = microphone.last;
    await talk.phone.useMicrophone('usb');

    expect(microphone.asked).toEqual({ deviceId: { exact: 'usb' } });
    expect(ConnectionDouble.last?.senders[0]?.track).toBe(microphone.last?.tracks[0]);
    expect(microphone.last?.tracks[0]?.enabled).toBe(false);
    expect(first?.tracks[0]?.readyState).toBe('ended');
  });

  it('another loudspeaker is taken by what plays already', async () => {
    const { call } = await talk.connected();
    const chosen: string[] = [];
    const element = { play: async () => undefined, setSinkId: async (id: string) => void chosen.push(id) };
    call.playOn(element as unknown as HTMLAudioElement);
    talk.phone.useSpeaker('headset');

    expect(chosen).toEqual(['headset']);
  });
});

it('video is refused in words when the answer has none, and the call goes on', async () => {
  const { call } = await talk.connected();
  const shown = call.video('camera');
  talk.edge.reply(await talk.edge.next('INVITE', 1), '488 Not Acceptable Here');

  await expect(shown).rejects.toMatchObject({ code: 'video-refused' });
  expect(call.localPicture).toBeUndefined();
  expect(call.state).toBe('connected');
});

describe('a picture', () => {
  it('is told when it comes, dark while the call is held, and told when it goes', async () => {
    ConnectionDouble.sendsWhatItOffers = true;
    const { call } = await talk.connected();
    const told: (string | undefined)[] = [];
    call.on('picture', ({ local }) => told.push(local?.kind));
    const shown = call.video('camera');
    await talk.agree(1);
    await shown;
    expect(call.pictureSource).toBe('camera');

    const held = call.hold();
    await talk.agree(2);
    await held;
    expect(call.localPicture?.enabled).toBe(false);
    const camera = call.localPicture;

    const gone = call.video('off');
    await talk.agree(3);
    await gone;
    expect(told).toEqual(['video', undefined]);
    expect(camera?.readyState).toBe('ended');
    expect(call.pictureSource).toBeUndefined();
  });

  it('of the other end is there while it sends one', async () => {
    const { call } = await talk.connected();
    const told: boolean[] = [];
    call.on('picture', ({ remote }) => told.push(remote !== undefined));
    const track = Object.assign(new TrackDouble('video'), { muted: true });
    ConnectionDouble.last?.dispatchEvent(Object.assign(new Event('track'), { track }));
    expect(call.remotePicture).toBeUndefined();

    track.muted = false;
    track.onunmute?.();
    expect(call.remotePicture).toBe(track);
    track.muted = true;
    track.onmute?.();
    expect(told).toEqual([true, false]);
  });
});
