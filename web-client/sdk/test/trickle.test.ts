// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fragmentOf } from '../src/trickle.js';
import { ConnectionDouble, OFFER } from './browser-double.js';
import { CONTACT, SDP, Talk, until } from './talk.js';

const TRICKLING = OFFER.replace('a=sendrecv', 'a=sendrecv\r\na=ice-options:ice2 trickle');
const CANDIDATE = 'a=candidate:1 1 udp 1 192.0.2.1 4000 typ host';

let talk: Talk;

afterEach(() => talk.close());

describe('a call', () => {
  beforeEach(async () => {
    talk = await Talk.open();
    ConnectionDouble.gathersAtAll = false;
  });

  it('is offered before any candidate is known', async () => {
    talk.phone.call('+15550199');
    const invite = await talk.edge.next('INVITE');

    expect(invite.text).not.toContain('a=candidate');
    expect(invite.headers('Supported')).toContain('trickle-ice');
    expect(ConnectionDouble.last?.iceGatheringState).toBe('gathering');
  });

  it('tells its candidates when all are known, to a network that takes them', async () => {
    const call = talk.phone.call('+15550199');
    talk.edge.reply(await talk.edge.next('INVITE'), '200 OK', [CONTACT, SDP], TRICKLING);
    await until(() => call.state === 'connected', call);
    await talk.edge.next('ACK');
    ConnectionDouble.last!.localDescription = { type: 'offer', sdp: `${OFFER}a=mid:0\r\n${CANDIDATE}\r\n` };
    ConnectionDouble.last!.gathered();

    const info = await talk.edge.next('INFO');
    expect(info.header('Info-Package')).toBe('trickle-ice');
    expect(info.header('Content-Type')).toBe('application/trickle-ice-sdpfrag');
    expect(info.text).toContain(`a=mid:0\r\n${CANDIDATE}\r\na=end-of-candidates\r\n`);
    expect(info.header('Authorization')).toBe('Bearer token');
    talk.edge.reply(info, '200 OK');
  });

  it('keeps them to itself where nobody takes them', async () => {
    await talk.connected();
    await talk.edge.next('ACK');
    ConnectionDouble.last!.localDescription = { type: 'offer', sdp: `${OFFER}${CANDIDATE}\r\n` };
    ConnectionDouble.last!.gathered();
    talk.phone.calls[0]?.hangup();
    await talk.edge.next('BYE');

    expect(talk.count('INFO')).toBe(0);
  });
});

it('with a limit waits for the first candidate', async () => {
  talk = await Talk.open({ gatherLimitMs: 1 });
  ConnectionDouble.gathersAtAll = false;
  talk.phone.call('+15550199');
  await new Promise((resolve) => setTimeout(resolve));
  expect(talk.count('INVITE')).toBe(0);
  ConnectionDouble.last!.gathered();

  expect((await talk.edge.next('INVITE')).headers('Supported')).not.toContain('trickle-ice');
});

describe('a fragment', () => {
  it('holds credentials and candidates of the lines that have some', async () => {
    talk = await Talk.open();
    const sdp = [
      'v=0',
      'a=group:BUNDLE 0 1',
      'm=audio 9 UDP/TLS/RTP/SAVPF 111',
      'c=IN IP4 0.0.0.0',
      CANDIDATE,
      'a=ice-ufrag:abcd',
      'a=ice-pwd:0123456789012345678901',
      'a=mid:0',
      'm=video 9 UDP/TLS/RTP/SAVPF 96',
      'a=mid:1',
      '',
    ].join('\r\n');

    expect(fragmentOf(sdp).split('\r\n')).toEqual([
      'm=audio 9 UDP/TLS/RTP/SAVPF 111',
      CANDIDATE,
      'a=ice-ufrag:abcd',
      'a=ice-pwd:0123456789012345678901',
      'a=mid:0',
      'a=end-of-candidates',
      '',
    ]);
  });
});
