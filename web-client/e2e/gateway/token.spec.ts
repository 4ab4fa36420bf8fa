// SPDX-License-Identifier: Apache-2.0
import { expect } from '@playwright/test';
import { leave } from '../support/fixtures.js';
import {
  callIdOf,
  dial,
  expectInCall,
  expectNoCall,
  expectToHear,
  openClient,
  phoneCall,
  registrationsOf,
  signIn,
  type Client,
} from '../support/gateway.js';
import { PASSWORD, test } from '../support/own-gateway.js';

const ECHO = '+15550199';
const ALICE = 'alice@ims.example.net';

const tokenOf = (message: string): string => /^Authorization: Bearer (\S+)/m.exec(message)?.[1] ?? '';

function registers({ sent }: Client): string[] {
  return sent.filter((message) => message.startsWith('REGISTER '));
}

/** When the token ends, in milliseconds. */
function endOf(token: string): number {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { exp: number };
  return claims.exp * 1000;
}

test('a token that ends in mid-call: the call goes on with the next one, without a gap', async ({ page, own }) => {
  test.setTimeout(150_000);
  const alice = await openClient(page);
  await signIn(page, 'alice', PASSWORD, own);
  await expect(page.locator('#registration')).toHaveText('Ready');
  const first = tokenOf(registers(alice)[0] ?? '');
  await dial(page, ECHO);
  await expectInCall(page);
  await expectToHear(page, 1000);
  const before = await received(page);

  await expect
    .poll(() => Date.now() > endOf(first) && registers(alice).length > 1, { timeout: 90_000, intervals: [1_000] })
    .toBe(true);
  const next = tokenOf(registers(alice).at(-1) ?? '');
  expect(next).not.toBe(first);
  expect(endOf(next)).toBeGreaterThan(Date.now());
  expect(alice.received.join('\n')).not.toMatch(/^SIP\/2\.0 40[13]/m);
  await expectInCall(page);
  await expectToHear(page, 1000);
  expect((await phoneCall(callIdOf(alice), own))?.state).toBe('established');
  const after = await received(page);
  // 50 packets a second; whoever hears a gap of half a second has lost 25.
  const expected = ((after.at - before.at) / 1000) * 50;
  expect(expected - (after.packets - before.packets)).toBeLessThan(25);
  const [registration] = await registrationsOf(ALICE, own);
  expect(registration?.contacts).toHaveLength(1);

  // A request in the dialog is made with the new token.
  await page.getByRole('button', { name: 'Hold' }).click();
  await expect(page.locator('#call-state')).toHaveText('On hold');
  expect(tokenOf(alice.sent.findLast((message) => message.startsWith('INVITE ')) ?? '')).toBe(next);
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expectNoCall(page);
  await leave(alice);
});

async function received(page: Client['page']): Promise<{ packets: number; at: number }> {
  return page.evaluate(async () => {
    const { connections } = window as unknown as { connections: RTCPeerConnection[] };
    let packets = 0;
    let at = 0;
    (await connections.at(-1)?.getStats())?.forEach((entry) => {
      if (entry.type === 'inbound-rtp') {
        packets = entry.packetsReceived as number;
        at = entry.timestamp as number;
      }
    });
    return { packets, at };
  });
}
