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
import { Rtpengine } from '../support/rtpengine.js';
import { writeTone } from '../support/tone.js';

const ECHO = '+15550199';

const test = base.extend<{ rtpengine: Rtpengine; own: OwnGateway }>({
  rtpengine: async ({}, use) => {
    test.skip(!Rtpengine.installed, 'rtpengine is not installed: apt-get install rtpengine-daemon');
    const rtpengine = await Rtpengine.start();
    await use(rtpengine);
    await rtpengine.stop();
  },
  own: [
    async ({ rtpengine }, use) => {
      const own = await OwnGateway.start({
        RINGWAY_MEDIA_ENGINE: 'rtpengine',
        RINGWAY_MEDIA_RTPENGINE_NODES: `["udp://127.0.0.1:${rtpengine.port}"]`,
        RINGWAY_MEDIA_RTPENGINE_FIRSTPORT: '0',
        RINGWAY_MEDIA_RTPENGINE_LASTPORT: '0',
      });
      await use(own);
      await own.stop();
    },
    { timeout: 70_000 },
  ],
});

test('a call whose media rtpengine carries is heard both ways, held and taken up again', async ({
  own,
  rtpengine,
  playwright,
}) => {
  test.setTimeout(120_000);
  const browser = await playwright.chromium.launch(chromium([...UNASKED_MICROPHONE, ...writeTone(1000)]));
  const client = await newClient(browser);
  const { page } = client;
  await signIn(page, 'alice', PASSWORD, own);
  await expect(page.locator('#registration')).toHaveText('Ready');
  await dial(page, ECHO);
  await expectInCall(page);
  await expectToHear(page, 1000);
  const during = await phoneCall(callIdOf(client), own);
  expect(Math.abs((during?.frequency_hz ?? 0) - 1000)).toBeLessThan(10);
  expect(await rtpengine.calls()).toContain('ringway/');

  const hold = page.getByRole('button', { name: 'Hold' });
  await hold.click();
  await expect(hold).toHaveAttribute('aria-pressed', 'true');
  await hold.click();
  await expect(hold).toHaveAttribute('aria-pressed', 'false');
  await expectToHear(page, 1000);
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expectNoCall(page);
  await expect.poll(() => rtpengine.calls()).toContain('"calls":[]');
  await leave(client);
  await browser.close();
});
