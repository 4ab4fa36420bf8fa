// SPDX-License-Identifier: Apache-2.0
import { expect } from '@playwright/test';
import { chromium, FAKE_MICROPHONE, UNASKED_MICROPHONE } from '../support/browser.js';
import { leave, test } from '../support/fixtures.js';
import {
  callIdOf,
  dial,
  expectInCall,
  expectNoCall,
  expectToHear,
  hangUpAtCore,
  newClient,
  phoneCall,
  register,
  type Client,
} from '../support/gateway.js';
import { picture } from '../support/screenshot.js';
import { writeTone } from '../support/tone.js';

const ECHO = '+15550199';
const TONE = '+15550198';

async function expectPhoneToHear(callId: string, hertz: number): Promise<void> {
  await expect
    .poll(async () => Math.abs(((await phoneCall(callId))?.frequency_hz ?? 0) - hertz), {
      timeout: 20_000,
    })
    .toBeLessThan(10);
}

async function callEcho(client: Client): Promise<void> {
  const { page } = client;
  await dial(page, ECHO);
  await expectInCall(page);
  const callId = callIdOf(client);
  await expectPhoneToHear(callId, 1000);
  await expectToHear(page, 1000);
}

test('alice hears herself at the echo number and hangs up [L01]', async ({ client }) => {
  const { page } = client;
  await register(client, 'alice');
  await callEcho(client);
  const callId = callIdOf(client);
  const during = await phoneCall(callId);
  expect(during?.codec).toMatch(/^PCM[AU]$/);
  await expect(page.locator('#call-level')).not.toHaveAttribute('aria-valuenow', '0');
  await expect(page.locator('#call-timer')).toHaveText(/^0:(?!00)\d\d$/);
  await picture(page, 'in-call');
  await page.getByRole('button', { name: 'Hang up' }).click();

  await expectNoCall(page);
  await expect.poll(async () => (await phoneCall(callId))?.state).toBe('ended');
});

test('a muted microphone is not heard', async ({ client }) => {
  const { page } = client;
  await register(client, 'alice');
  await callEcho(client);
  await page.getByRole('button', { name: 'Mute' }).click();

  await expectPhoneToHear(callIdOf(client), 0);
  await page.getByRole('button', { name: 'Mute' }).click();
  await expectPhoneToHear(callIdOf(client), 1000);
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expectNoCall(page);
});

test('digits reach the other end', async ({ client }) => {
  const { page } = client;
  await register(client, 'alice');
  await callEcho(client);
  await page.getByRole('button', { name: 'Keypad' }).click();
  for (const digit of ['1', '9', 'hash']) {
    await page.locator('#tone-pad').getByRole('button', { name: digit }).click();
  }

  await expect.poll(async () => (await phoneCall(callIdOf(client)))?.dtmf).toBe('19#');
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expectNoCall(page);
});

test('alice hears the tone, and the network ends the call', async ({ client }) => {
  const { page } = client;
  await register(client, 'alice');
  await page.getByLabel('Number or name to call').fill(TONE);
  await page.keyboard.press('Enter');
  await expectInCall(page);
  await expectToHear(page, 440);
  await hangUpAtCore(callIdOf(client));

  await expectNoCall(page);
});

test('a browser that hides its addresses can call [I30]', async ({ playwright }) => {
  // Without a granted permission Chromium offers mDNS names only.
  const browser = await playwright.chromium.launch(
    chromium([...FAKE_MICROPHONE, ...writeTone(1000)]),
  );
  try {
    const client = await newClient(browser, []);
    await register(client, 'alice');
    await callEcho(client);

    const invite = client.sent.find((message) => message.startsWith('INVITE ')) ?? '';
    expect(invite).not.toContain('a=candidate:');
    const told = () => client.sent.find((message) => message.includes('trickle-ice-sdpfrag')) ?? '';
    await expect.poll(told).toContain('a=end-of-candidates');
    const candidates = told().match(/^a=candidate:.*$/gm) ?? [];
    expect(candidates.length).toBeGreaterThan(0);
    for (const candidate of candidates) {
      expect(candidate).toContain('.local ');
    }
    await leave(client);
  } finally {
    await browser.close();
  }
});

test('a number nobody has is explained', async ({ client }) => {
  const { page } = client;
  await register(client, 'alice');
  await dial(page, '+15550000');

  await expect(page.getByRole('alert')).toContainText('This number is not in service.');
  await expect(page.locator('#call-panel')).toBeHidden();
});

test('a blocked microphone is explained, and nothing is sent', async ({ playwright }) => {
  const browser = await playwright.chromium.launch(chromium(UNASKED_MICROPHONE));
  try {
    const client = await newClient(browser, []);
    await register(client, 'alice');
    await dial(client.page, ECHO);

    await expect(client.page.getByRole('alert')).toContainText('The microphone is blocked.');
    expect(client.sent.filter((message) => message.startsWith('INVITE '))).toEqual([]);
    await leave(client);
  } finally {
    await browser.close();
  }
});
