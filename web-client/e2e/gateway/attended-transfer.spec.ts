// SPDX-License-Identifier: Apache-2.0
import { expect, type Browser } from '@playwright/test';
import { chromium, UNASKED_MICROPHONE } from '../support/browser.js';
import { leave } from '../support/fixtures.js';
import {
  dial,
  expectInCall,
  expectNoCall,
  expectToHear,
  newClient,
  signIn,
  type Client,
} from '../support/gateway.js';
import { PASSWORD, test, type OwnGateway } from '../support/own-gateway.js';
import { picture } from '../support/screenshot.js';
import { writeTone } from '../support/tone.js';

const HERTZ = { alice: 1000, bob: 1500, carol: 700 };
const NUMBERS = { bob: '+15550102', carol: '+15550103' };

let browsers: Browser[] = [];

/** Each in a browser of their own, with a voice of their own. */
async function join(name: keyof typeof HERTZ, own: OwnGateway, launch: (args: string[]) => Promise<Browser>) {
  const browser = await launch([...UNASKED_MICROPHONE, ...writeTone(HERTZ[name])]);
  browsers.push(browser);
  const client = await newClient(browser);
  await signIn(client.page, name, PASSWORD, own);
  await expect(client.page.locator('#registration')).toHaveText('Ready');
  return client;
}

async function answer({ page }: Client): Promise<void> {
  await page.getByRole('alertdialog').getByRole('button', { name: 'Answer' }).click();
  await expectInCall(page);
}

test.afterEach(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  browsers = [];
});

test('alice asks carol, then connects bob with her and is free', async ({ own, playwright }) => {
  test.setTimeout(120_000);
  const launch = (args: string[]) => playwright.chromium.launch(chromium(args));
  const alice = await join('alice', own, launch);
  const bob = await join('bob', own, launch);
  const carol = await join('carol', own, launch);

  await dial(alice.page, NUMBERS.bob);
  await answer(bob);
  await expectToHear(bob.page, HERTZ.alice);
  await alice.page.getByRole('button', { name: 'Transfer' }).click();
  await alice.page.getByLabel('Transfer to').fill(NUMBERS.carol);
  await alice.page.getByRole('button', { name: 'Ask first' }).click();
  await expect(bob.page.locator('#call-panel')).toContainText('You are on hold');
  await answer(carol);
  await expectToHear(carol.page, HERTZ.alice);
  await expectToHear(alice.page, HERTZ.carol);
  await picture(alice.page, 'consulting');
  await alice.page.getByRole('button', { name: 'Connect them' }).click();

  await expectToHear(bob.page, HERTZ.carol);
  await expectToHear(carol.page, HERTZ.bob);
  await expectNoCall(alice.page);
  expect(alice.sent.find((message) => message.startsWith('REFER '))).toMatch(/^Refer-To: .*Replaces=/m);
  expect(carol.received.find((message) => /^INVITE [^]*^Replaces: /m.test(message))).toBeDefined();
  await carol.page.getByRole('button', { name: 'Hang up' }).click();
  await expectNoCall(bob.page);
  await Promise.all([alice, bob, carol].map(leave));
});
