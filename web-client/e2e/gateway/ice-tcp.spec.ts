// SPDX-License-Identifier: Apache-2.0
import { expect, test as base } from '@playwright/test';
import { chromium, UNASKED_MICROPHONE } from '../support/browser.js';
import { leave } from '../support/fixtures.js';
import {
  callIdOf,
  dial,
  expectInCall,
  expectNoCall,
  expectToHear,
  newClient,
  phoneCall,
  signIn,
} from '../support/gateway.js';
import { OwnGateway, PASSWORD } from '../support/own-gateway.js';
import { writeTone } from '../support/tone.js';

const ECHO = '+15550199';

/** What a firewall that drops UDP is for Chromium: it sends none. */
const NO_UDP = '--webrtc-ip-handling-policy=disable_non_proxied_udp';

const test = base.extend<{ own: OwnGateway }>({
  own: [
    async ({}, use) => {
      const own = await OwnGateway.start({
        RINGWAY_MEDIA_WEBRTC_TCP_ENABLED: 'true',
        RINGWAY_MEDIA_WEBRTC_TCP_PORT: '0',
      });
      await use(own);
      await own.stop();
    },
    { timeout: 70_000 },
  ],
});

test('a browser without UDP calls over TCP and is heard both ways', async ({ own, playwright }) => {
  test.setTimeout(120_000);
  const browser = await playwright.chromium.launch(chromium([...UNASKED_MICROPHONE, ...writeTone(1000), NO_UDP]));
  const client = await newClient(browser);
  const { page } = client;
  await signIn(page, 'alice', PASSWORD, own);
  await expect(page.locator('#registration')).toHaveText('Ready');
  await dial(page, ECHO);
  await expectInCall(page);
  await expectToHear(page, 1000);
  const during = await phoneCall(callIdOf(client), own);
  expect(Math.abs((during?.frequency_hz ?? 0) - 1000)).toBeLessThan(10);

  await page.getByRole('button', { name: 'Hang up' }).click();
  await expectNoCall(page);
  await leave(client);
  await browser.close();
});
