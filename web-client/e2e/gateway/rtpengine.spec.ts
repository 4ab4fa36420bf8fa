// SPDX-License-Identifier: Apache-2.0
import { expect, test as base, type PlaywrightWorkerArgs } from '@playwright/test';
import { chromium, UNASKED_MICROPHONE } from '../support/browser.js';
import { leave } from '../support/fixtures.js';
import {
  callIdOf,
  dial,
  expectInCall,
  expectNoCall,
  expectToHear,
  newClient,
  openClient,
  phoneCall,
  signIn,
  type Client,
} from '../support/gateway.js';
import { OwnGateway, PASSWORD } from '../support/own-gateway.js';
import { Rtpengine } from '../support/rtpengine.js';
import { expectToSee } from '../support/seen.js';
import { writeTone } from '../support/tone.js';

const ECHO = '+15550199';
const BOB = '+15550102';
const REMOTE = '#remote-picture';

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

test('pictures pass through rtpengine both ways, beside the sound', async ({ own, playwright }) => {
  test.setTimeout(240_000);
  const [alice, bob] = [await withCamera(playwright, 1000), await withCamera(playwright, 1500)];
  await ready(alice, 'alice', own);
  await ready(bob, 'bob', own);
  await dial(alice.page, BOB);
  await bob.page.getByRole('alertdialog').getByRole('button', { name: 'Answer' }).click();
  await expectInCall(alice.page);
  for (const { page } of [alice, bob]) {
    await page.getByRole('button', { name: 'Camera' }).click();
    await expect(page.getByRole('button', { name: 'Camera' })).toHaveAttribute('aria-pressed', 'true');
  }
  await expectToSee(bob.page, REMOTE);
  await expectToSee(alice.page, REMOTE);
  await expectToHear(alice.page, 1500);
  await alice.page.getByRole('button', { name: 'Hang up' }).click();
  await expectNoCall(bob.page);
  for (const client of [alice, bob]) {
    await leave(client);
    await client.page.context().browser()?.close();
  }
});

async function withCamera(playwright: PlaywrightWorkerArgs['playwright'], hertz: number): Promise<Client> {
  const browser = await playwright.chromium.launch(chromium([...UNASKED_MICROPHONE, ...writeTone(hertz)]));
  const context = await browser.newContext({ permissions: ['microphone', 'camera'] });
  return openClient(await context.newPage());
}

async function ready({ page }: Client, user: string, own: OwnGateway): Promise<void> {
  await signIn(page, user, PASSWORD, own);
  await expect(page.locator('#registration')).toHaveText('Ready');
}
