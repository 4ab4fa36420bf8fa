// SPDX-License-Identifier: Apache-2.0
import { expect } from '@playwright/test';
import { test } from '../support/fixtures.js';
import {
  callIdOf,
  dial,
  expectInCall,
  expectNoCall,
  expectToHear,
  hangUpAtCore,
  phoneCall,
  register,
  type Client,
} from '../support/gateway.js';

const ECHO = '+15550199';

/** Reloads in mid-call and waits until the sound is back; gives the Call-ID. */
async function reloadedInCall(client: Client): Promise<string> {
  const { page } = client;
  await register(client, 'alice');
  await dial(page, ECHO);
  await expectInCall(page);
  await expectToHear(page, 1000);
  const callId = callIdOf(client);
  client.sent.length = 0;
  await page.reload();
  await expect(page.locator('#registration')).toHaveText('Ready');
  await expectInCall(page);
  await expectToHear(page, 1000);
  return callId;
}

test('a page reloaded in mid-call goes on with it and hangs up', async ({ client }) => {
  const { page, sent } = client;
  const callId = await reloadedInCall(client);
  expect(callIdOf(client)).toBe(callId);
  expect(sent.filter((message) => message.startsWith('INVITE ')).at(-1)).toMatch(/^To: .*;tag=/m);
  expect((await phoneCall(callId))?.state).toBe('established');

  await page.getByRole('button', { name: 'Hang up' }).click();
  await expectNoCall(page);
  await expect.poll(async () => (await phoneCall(callId))?.state).toBe('ended');
});

test('the other end hangs up on a reloaded page', async ({ client }) => {
  const callId = await reloadedInCall(client);
  await hangUpAtCore(callId);

  await expectNoCall(client.page);
});

test('a call that ended while the page was away is told', async ({ client }) => {
  const { page } = client;
  await register(client, 'alice');
  await dial(page, ECHO);
  await expectInCall(page);
  const callId = callIdOf(client);
  await page.goto('about:blank');
  await hangUpAtCore(callId);
  await page.goto('/');

  await expect(page.getByRole('alert')).toContainText('The connection was lost, and the call with it.');
  await expect(page.locator('#call-panel')).toBeHidden();
});
