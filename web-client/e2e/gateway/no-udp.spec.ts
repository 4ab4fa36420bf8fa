// SPDX-License-Identifier: Apache-2.0
import { expect, type Browser, type Page } from '@playwright/test';
import { chromium, UNASKED_MICROPHONE } from '../support/browser.js';
import { leave, test as base } from '../support/fixtures.js';
import { dial, expectNoCall, newClient, register, type Client } from '../support/gateway.js';
import { StunServer } from '../support/stun-server.js';
import { writeTone } from '../support/tone.js';

const ECHO = '+15550199';

/** What a firewall that drops UDP is for Chromium: it sends none. */
const NO_UDP = '--webrtc-ip-handling-policy=disable_non_proxied_udp';

/** A STUN server of the operator, and alice in a network without UDP. */
const test = base.extend<{ stun: StunServer; walled: Client }>({
  stun: async ({}, use) => {
    const stun = await StunServer.start('198.51.100.7');
    await use(stun);
    await stun.close();
  },
  walled: async ({ playwright }, use) => {
    const browser: Browser = await playwright.chromium.launch(
      chromium([...UNASKED_MICROPHONE, ...writeTone(1000), NO_UDP]),
    );
    const client = await newClient(browser);
    await use(client);
    await leave(client);
    await browser.close();
  },
});

async function offerStun(page: Page, stun: StunServer): Promise<void> {
  await page.route('**/access*', async (route) => {
    const response = await route.fetch();
    const access = (await response.json()) as object;
    await route.fulfill({ response, json: { ...access, ice_servers: [{ urls: [stun.url] }] } });
  });
}

async function check(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Check sound and network' }).click();
}

test('the check tells that UDP gets through, by which server and how it sees us', async ({ client, stun }) => {
  const { page } = client;
  await offerStun(page, stun);
  await register(client, 'alice');
  await check(page);

  await expect(page.locator('#check-result')).toContainText('The microphone works. Sound can flow directly.');
  await expect(page.locator('#check-ways li')).toHaveText([/stun:127\.0\.0\.1:\d+ sees you at 198\.51\.100\.7/]);
});

test('the check tells a machine with a public address from one without UDP', async ({ client }) => {
  const stun = await StunServer.start();
  const { page } = client;
  await offerStun(page, stun);
  await register(client, 'alice');
  await check(page);

  await expect(page.locator('#check-result')).toContainText('Sound can flow directly.');
  await stun.close();
});

test('the check tells that the network lets no UDP through', async ({ walled, stun }) => {
  const { page } = walled;
  await offerStun(page, stun);
  await register(walled, 'alice');
  await check(page);

  await expect(page.locator('#check-result')).toContainText('UDP is blocked');
});

test('a call without UDP ends with its reason', async ({ walled }) => {
  const { page } = walled;
  await register(walled, 'alice');
  await dial(page, ECHO);

  await expect(page.getByRole('alert')).toContainText('No sound connection could be made.', { timeout: 40_000 });
  await expect(page.locator('#call-panel')).toBeHidden();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expectNoCall(page);
});
