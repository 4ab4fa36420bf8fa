// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, it } from 'vitest';
import { ConnectionDouble, OFFER } from './browser-double.js';
import { CONTACT, end, SDP, Talk, until } from './talk.js';

let talk: Talk;

afterEach(() => talk.close());

it('a call goes on over a new connection after a re-INVITE with ICE restart', async () => {
  talk = await Talk.open();
  const { call, invite } = await talk.connected();
  const instance = talk.edge.received[0]?.header('Contact');
  talk.edge.cut();
  await until(() => call.recovering, call);
  const again = await talk.agree(1);

  expect(talk.edge.connections).toBe(2);
  expect(again.header('Call-ID')).toBe(invite.header('Call-ID'));
  expect(again.header('To')).toContain(';tag=edge');
  expect(again.header('Authorization')).toBe('Bearer token');
  expect(ConnectionDouble.last?.offers.at(-1)).toMatchObject({ iceRestart: true });
  expect((await talk.edge.next('REGISTER', 1)).header('Contact')).toBe(instance);
  await until(() => !call.recovering, call);
  expect(call.state).toBe('connected');
});

it.each([
  ['has forgotten', '481 Call/Transaction Does Not Exist'],
  ['does not take back', '403 Forbidden'],
])('a call the network %s is lost', async (_, status) => {
  talk = await Talk.open();
  const { call } = await talk.connected();
  talk.edge.cut();
  talk.edge.reply(await talk.edge.next('INVITE', 1), status);
  const { by, error } = await end(call);

  expect(by).toBe('network');
  expect(error?.code).toBe('lost');
});

it('a network that is busy for a moment is asked again', async () => {
  talk = await Talk.open();
  const { call } = await talk.connected();
  talk.edge.cut();
  talk.edge.reply(await talk.edge.next('INVITE', 1), '503 Service Unavailable');
  await talk.agree(2);
  await until(() => !call.recovering, call);

  expect(call.state).toBe('connected');
});

it('a call is lost when the connection is not back in time', async () => {
  talk = await Talk.open({ callGraceMs: 50 });
  const { call } = await talk.connected();
  talk.edge.onRegister = undefined;
  talk.edge.cut();
  const { by, error } = await end(call);

  expect(by).toBe('network');
  expect(error?.code).toBe('lost');
});

it('a re-INVITE cut off in the middle is sent again over the next connection', async () => {
  talk = await Talk.open();
  const { call } = await talk.connected();
  const held = call.hold();
  await talk.edge.next('INVITE', 1);
  talk.edge.cut();
  await expect(held).rejects.toMatchObject({ code: 'unreachable' });
  await talk.agree(2);
  await until(() => !call.recovering, call);

  expect(call.state).toBe('connected');
  expect(call.onHold.local).toBe(false);
});

it('sound that found no way any more gets a new one', async () => {
  talk = await Talk.open();
  const { call } = await talk.connected();
  ConnectionDouble.last?.ice('failed');
  await talk.agree(1);
  expect(call.recovering).toBe(true);
  ConnectionDouble.last?.ice('connected');
  await until(() => !call.recovering, call);

  expect(ConnectionDouble.last?.offers.at(-1)).toMatchObject({ iceRestart: true });
  expect(call.state).toBe('connected');
});

it('a change of network makes a new connection and a new way for sound', async () => {
  talk = await Talk.open();
  const { call } = await talk.connected();
  talk.phone.networkChanged();
  expect(call.recovering).toBe(true);
  await talk.edge.next('REGISTER', 1);
  // The first offer may still have left over the old connection.
  const answered = new Set<number>();
  for (let n = 1; call.recovering; n++) {
    await talk.agree(n);
    answered.add(n);
    await Promise.race([until(() => !call.recovering, call), talk.edge.next('INVITE', n + 1)]);
  }

  expect(talk.edge.connections).toBe(2);
  expect(call.state).toBe('connected');
});

it('an answered call whose sound finds no way ends with that word, and the other end is told', async () => {
  talk = await Talk.open({ mediaLimitMs: 20 });
  const call = talk.phone.call('+15550199');
  talk.edge.reply(await talk.edge.next('INVITE'), '200 OK', [CONTACT, SDP], OFFER);
  const { error } = await end(call);

  expect(error?.code).toBe('media-failed');
  await talk.edge.next('BYE');
});
