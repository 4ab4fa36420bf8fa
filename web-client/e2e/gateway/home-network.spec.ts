// SPDX-License-Identifier: Apache-2.0
import { expect, test as base } from '@playwright/test';
import { leave } from '../support/fixtures.js';
import { dial, expectInCall, expectNoCall, expectToHear, openClient, signIn, type Client } from '../support/gateway.js';
import { HomeNetwork } from '../support/home-network.js';
import { OwnGateway, PASSWORD } from '../support/own-gateway.js';

const FAR_NUMBER = '+15550199';
const ALICE = 'sip:alice@ims.example.net';

/** Alice's browser, registered at a real Kamailio. */
const test = base.extend<{ home: HomeNetwork; own: OwnGateway; alice: Client }>({
  home: async ({}, use) => {
    const { missing } = HomeNetwork;
    test.skip(missing.length > 0, `not installed: apt-get install ${missing.join(' ')}`);
    const home = await HomeNetwork.start();
    await use(home);
    await home.stop();
  },
  own: [
    async ({ home }, use) => {
      const own = await OwnGateway.start(home.settings);
      await use(own);
      await own.stop();
    },
    { timeout: 70_000 },
  ],
  alice: async ({ own, page }, use) => {
    const alice = await openClient(page);
    await signIn(page, 'alice', PASSWORD, own);
    await expect(page.locator('#registration')).toHaveText('Ready');
    await use(alice);
    await leave(alice);
  },
});

test.describe.configure({ timeout: 120_000 });

test('a browser and a baresip behind a Kamailio hear each other', async ({ home, alice: { page } }) => {
  await home.echo(FAR_NUMBER);
  await dial(page, FAR_NUMBER);
  await expectInCall(page);
  await expectToHear(page, 1000); // its own microphone, there and back
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expectNoCall(page);
});

test('SIPp behind a Kamailio answers the browser, which hangs up', async ({ home, alice: { page } }) => {
  const phone = home.waits('callee');
  await dial(page, FAR_NUMBER);
  await expectInCall(page);
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expectNoCall(page);
  await phone.isContent();
});

test('SIPp behind a Kamailio calls the browser and hangs up', async ({ home, alice: { page } }) => {
  const phone = await home.calls(ALICE);
  await page.getByRole('alertdialog').getByRole('button', { name: 'Answer' }).click();
  await phone.isContent();
  await expectNoCall(page);
});
