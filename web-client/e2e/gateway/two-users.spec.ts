// SPDX-License-Identifier: Apache-2.0
import { expect, type Browser } from '@playwright/test';
import { chromium, UNASKED_MICROPHONE } from '../support/browser.js';
import { leave, test } from '../support/fixtures.js';
import {
  dial,
  expectInCall,
  expectNoCall,
  expectToHear,
  newClient,
  register,
  type Client,
} from '../support/gateway.js';
import { picture } from '../support/screenshot.js';
import { writeTone } from '../support/tone.js';

const ALICE_HERTZ = 1000;
const BOB_HERTZ = 1500;
const NUMBERS = { alice: '+15550101', bob: '+15550102' };

// Two processes, since the tone of the microphone belongs to the process.
let bobsBrowser: Browser;
let alice: Client;
let bob: Client;

test.beforeEach(async ({ client, playwright }) => {
  bobsBrowser = await playwright.chromium.launch(
    chromium([...UNASKED_MICROPHONE, ...writeTone(BOB_HERTZ)]),
  );
  alice = client;
  bob = await newClient(bobsBrowser);
  await register(alice, 'alice');
  await register(bob, 'bob');
});

test.afterEach(async () => {
  await leave(bob);
  await bobsBrowser.close();
});

async function answer(called: Client, caller: RegExp): Promise<void> {
  const dialog = called.page.getByRole('alertdialog');
  await expect(dialog).toContainText(caller);
  await dialog.getByRole('button', { name: 'Answer' }).click();
}

async function expectToTalk(): Promise<void> {
  await expectInCall(alice.page);
  await expectInCall(bob.page);
  await expectToHear(bob.page, ALICE_HERTZ);
  await expectToHear(alice.page, BOB_HERTZ);
}

test('alice calls bob, they hear each other, alice hangs up', async () => {
  await dial(alice.page, NUMBERS.bob);
  await expect(bob.page.getByRole('alertdialog')).toBeVisible();
  await picture(bob.page, 'incoming');
  await answer(bob, /alice/i);
  await expectToTalk();
  await alice.page.getByRole('button', { name: 'Hang up' }).click();

  await expectNoCall(alice.page);
  await expectNoCall(bob.page);
});

test('alice calls bob, bob hangs up', async () => {
  await dial(alice.page, NUMBERS.bob);
  await answer(bob, /alice/i);
  await expectToTalk();
  await bob.page.getByRole('button', { name: 'Hang up' }).click();

  await expectNoCall(bob.page);
  await expectNoCall(alice.page);
});

test('bob calls alice, they hear each other, alice hangs up', async () => {
  await dial(bob.page, NUMBERS.alice);
  await answer(alice, /bob/i);
  await expectToTalk();
  await alice.page.getByRole('button', { name: 'Hang up' }).click();

  await expectNoCall(alice.page);
  await expectNoCall(bob.page);
});

test('who was called reloads the page, and they talk on', async () => {
  await dial(alice.page, NUMBERS.bob);
  await answer(bob, /alice/i);
  await expectToTalk();
  await bob.page.reload();
  await expectInCall(bob.page);
  await expectToTalk();
  await alice.page.getByRole('button', { name: 'Hang up' }).click();

  await expectNoCall(alice.page);
  await expectNoCall(bob.page);
});

test('bob declines alice’s call', async () => {
  await dial(alice.page, NUMBERS.bob);
  await bob.page.getByRole('alertdialog').getByRole('button', { name: 'Decline' }).click();

  await expect(alice.page.getByRole('alert')).toContainText('The call was declined.');
  await expectNoCall(bob.page);
});

test('alice gives up before bob answers', async () => {
  await dial(alice.page, NUMBERS.bob);
  await expect(bob.page.getByRole('alertdialog')).toBeVisible();
  await alice.page.getByRole('button', { name: 'Hang up' }).click();

  await expect(bob.page.getByRole('alertdialog')).toBeHidden();
  await expectNoCall(alice.page);
});

test('on the page, bob is held and taken back, and messages go both ways', async () => {
  await dial(alice.page, NUMBERS.bob);
  await answer(bob, /alice/i);
  await expectToTalk();
  await alice.page.getByRole('button', { name: 'Hold' }).click();
  await expect(bob.page.locator('#call-panel')).toContainText('You are on hold');
  await alice.page.getByRole('button', { name: 'Hold' }).click();
  await expectToTalk();

  await alice.page.getByRole('tab', { name: 'Messages' }).click();
  await alice.page.getByLabel('Message to').fill(NUMBERS.bob);
  await alice.page.getByLabel('Message', { exact: true }).fill('Grüße');
  await alice.page.getByRole('button', { name: 'Send' }).click();
  await bob.page.getByRole('tab', { name: 'Messages' }).click();
  await expect(bob.page.getByRole('log')).toContainText('Grüße');
  await bob.page.getByLabel('Message', { exact: true }).fill('Danke!');
  await bob.page.getByRole('button', { name: 'Send' }).click();
  await expect(alice.page.getByRole('log')).toContainText('Danke!');
  await picture(alice.page, 'messages');
  await alice.page.getByRole('button', { name: 'Hang up' }).click();
  await expectNoCall(bob.page);
});
