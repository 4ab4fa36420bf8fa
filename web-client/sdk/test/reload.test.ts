// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it } from 'vitest';
import type { Call, CallStorage } from '../src/index.js';
import { ConnectionDouble, microphone, OFFER } from './browser-double.js';
import { SDP, end, Talk, until } from './talk.js';

class StorageDouble implements CallStorage {
  constructor(readonly kept = new Map<string, string>()) {}
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }
  removeItem(key: string): void {
    this.kept.delete(key);
  }
  /** What is there when the page goes away. */
  copy(): StorageDouble {
    return new StorageDouble(new Map(this.kept));
  }
}

const open: Talk[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((talk) => talk.close()));
});

async function page(callStorage: CallStorage): Promise<{ talk: Talk; resumed: Call[] }> {
  const resumed: Call[] = [];
  const talk = await Talk.open({ callStorage }, (phone) => phone.on('resumed', (call) => resumed.push(call)));
  open.push(talk);
  return { talk, resumed };
}

/** The first page has a call and goes away; what the next one finds. */
async function reloaded(during: (call: Call, talk: Talk) => Promise<void> = async () => {}) {
  const storage = new StorageDouble();
  const { talk: before } = await page(storage);
  const { call, invite } = await before.connected();
  await before.edge.next('ACK');
  await during(call, before);
  before.phone.leave();
  const { talk, resumed } = await page(storage.copy());
  return { before, invite, storage, talk, call: resumed[0]! };
}

async function recovered(talk: Talk, call: Call): Promise<void> {
  const back = new Promise((resolve) => call.on('recovering', resolve));
  await talk.agree(0);
  await talk.edge.next('ACK');
  ConnectionDouble.last?.ice('connected');
  await back;
}

describe('a page after a reload', () => {
  it('goes on with the dialog of the page before, over a connection of its own', async () => {
    const { invite, talk, call } = await reloaded();
    expect(call).toMatchObject({ state: 'connected', direction: 'outgoing', party: { number: '+15550199' } });
    await recovered(talk, call);

    const restart = await talk.edge.next('INVITE');
    expect(restart.header('Call-ID')).toBe(invite.header('Call-ID'));
    expect(restart.header('From')).toBe(invite.header('From'));
    expect(restart.header('To')).toMatch(/^<sip:\+15550199@.*;tag=edge$/);
    expect(restart.startLine).toBe('INVITE sip:echo@core.example.net SIP/2.0');
    expect(parseInt(restart.header('CSeq') ?? '')).toBeGreaterThan(parseInt(invite.header('CSeq') ?? ''));
    expect(restart.header('Authorization')).toBe('Bearer token');
    expect(call.recovering).toBe(false);
    expect(microphone.last?.tracks[0]?.readyState).toBe('live');
  });

  it('hangs up what it goes on with, and does not find it a second time', async () => {
    const storage = new StorageDouble((await reloaded()).storage.copy().kept);
    const { talk, resumed } = await page(storage);
    const call = resumed[0]!;
    await recovered(talk, call);
    call.hangup();

    const bye = await talk.edge.next('BYE');
    expect(bye.header('Call-ID')).toBe((await talk.edge.next('INVITE')).header('Call-ID'));
    expect(await end(call)).toEqual({ by: 'local', error: undefined });
    expect(storage.kept.size).toBe(0);
  });

  it('hears the other end hang up', async () => {
    const { invite, talk, call } = await reloaded();
    await recovered(talk, call);
    talk.request('BYE', invite, 7);

    expect(await end(call)).toEqual({ by: 'remote', error: undefined });
  });

  it('is told that the network gave the call up meanwhile', async () => {
    const { talk, call } = await reloaded();
    talk.edge.reply(await talk.edge.next('INVITE'), '481 Call/Transaction Does Not Exist');

    expect(await end(call)).toMatchObject({ by: 'network', error: { code: 'lost' } });
  });

  it('keeps hold, mute and the lines of the call', async () => {
    const { talk, call } = await reloaded(async (before, { edge }) => {
      const held = before.hold();
      const again = await edge.next('INVITE', 1);
      edge.reply(again, '200 OK', ['Contact: <sip:echo@core.example.net>', SDP], OFFER);
      await held;
      before.mute(true);
      ConnectionDouble.last!.localDescription = { type: 'offer', sdp: `${OFFER}m=video 9 UDP/TLS/RTP/SAVPF 96\r\n` };
    });
    expect(call.onHold).toEqual({ local: true, remote: false });
    expect(call.muted).toBe(true);
    await recovered(talk, call);

    expect((await talk.edge.next('INVITE')).text).toContain('a=sendonly');
    expect(ConnectionDouble.last?.added).toEqual(['video inactive']);
    const resumed = call.resume();
    expect((await talk.agree(1)).text).toContain('a=sendrecv');
    await resumed;
    expect(microphone.last?.tracks[0]?.enabled).toBe(false);
  });

  it('keeps no token, and nothing of another user', async () => {
    const { storage } = await reloaded();
    const [[key, value] = ['', '']] = [...storage.kept];
    expect(value).not.toContain('token"');
    expect(value).not.toContain('Bearer');
    const other = new StorageDouble(new Map([[key, value.replace('alice@ims', 'bob@ims')]]));

    expect((await page(other)).resumed).toEqual([]);
  });
});

describe('a page that goes away', () => {
  it('ends what is not answered, and without a store everything', async () => {
    const { talk } = await page(new StorageDouble());
    const ringing = talk.phone.call('+15550198');
    const invite = await talk.edge.next('INVITE');
    talk.edge.reply(invite, '180 Ringing', ['Contact: <sip:echo@core.example.net>']);
    await until(() => ringing.state === 'ringing', ringing);
    talk.phone.leave();
    await talk.edge.next('CANCEL');
    expect(talk.phone.state).toBe('closed');

    const plain = await Talk.open();
    open.push(plain);
    await plain.connected();
    plain.phone.leave();
    await plain.edge.next('BYE');
  });
});
