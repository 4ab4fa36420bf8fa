// SPDX-License-Identifier: Apache-2.0
import { expect, test as base, type Page } from '@playwright/test';
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
import { KURENTO, pipelinesOf } from '../support/kurento.js';
import { OwnGateway, PASSWORD } from '../support/own-gateway.js';
import { writeTone } from '../support/tone.js';

const ECHO = '+15550199';
const BOB = '+15550102';
const LABEL = `browsers-${process.pid}`;

interface Fixtures {
  own: OwnGateway;
  alice: Client;
  /** A page that looks at Kurento. */
  watch: Page;
}

const test = base.extend<Fixtures>({
  own: [
    async ({}, use) => {
      test.skip(KURENTO === '', 'RINGWAY_KMS_URI names no Kurento Media Server');
      const own = await OwnGateway.start({
        RINGWAY_MEDIA_ENGINE: 'kurento',
        RINGWAY_MEDIA_KURENTO_URIS: `["${KURENTO}"]`,
        RINGWAY_MEDIA_KURENTO_LABEL: LABEL,
        RINGWAY_MEDIA_KURENTO_FIRSTPORT: '0',
        RINGWAY_MEDIA_KURENTO_LASTPORT: '0',
        RINGWAY_EPCSCF_CODECS_ACCESS: '[opus, pcmu, pcma]',
      });
      await use(own);
      await own.stop();
    },
    { timeout: 70_000 },
  ],
  alice: async ({ own, page }, use) => {
    const alice = await openClient(page);
    await ready(alice, 'alice', own);
    await use(alice);
    await leave(alice);
  },
  watch: async ({ own: _, browser }, use) => {
    const page = await browser.newPage();
    await use(page);
    await page.close();
  },
});

async function ready({ page }: Client, user: string, own: OwnGateway): Promise<void> {
  await signIn(page, user, PASSWORD, own);
  await expect(page.locator('#registration')).toHaveText('Ready');
}

async function callEcho(alice: Client, own: OwnGateway): Promise<string> {
  await dial(alice.page, ECHO);
  await expectInCall(alice.page);
  const callId = callIdOf(alice);
  await expectEcho(alice, own, callId);
  return callId;
}

async function expectEcho({ page }: Client, own: OwnGateway, callId: string): Promise<void> {
  await expect
    .poll(async () => Math.abs(((await phoneCall(callId, own))?.frequency_hz ?? 0) - 1000), { timeout: 30_000 })
    .toBeLessThan(10);
  await expectToHear(page, 1000);
}

test('a call whose media Kurento carries is heard both ways, held, taken up again, and leaves nothing', async ({
  own,
  alice,
  watch,
}) => {
  test.setTimeout(180_000);
  const { page } = alice;
  const callId = await callEcho(alice, own);
  await expect.poll(() => pipelinesOf(LABEL, watch)).toHaveLength(1);

  const hold = page.getByRole('button', { name: 'Hold' });
  await hold.click();
  await expect(hold).toHaveAttribute('aria-pressed', 'true');
  await hold.click();
  await expect(hold).toHaveAttribute('aria-pressed', 'false');
  await expectEcho(alice, own, callId);
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expectNoCall(page);
  await expect.poll(() => pipelinesOf(LABEL, watch)).toEqual([]);
});

test('digits reach the other end past Kurento, and the voice goes on', async ({ own, alice }) => {
  test.setTimeout(180_000);
  const { page } = alice;
  const callId = await callEcho(alice, own);
  await page.getByRole('button', { name: 'Keypad' }).click();
  for (const digit of ['1', '9', 'hash']) {
    await page.locator('#tone-pad').getByRole('button', { name: digit }).click();
  }
  await expect.poll(async () => (await phoneCall(callId, own))?.dtmf).toBe('19#');
  await expectEcho(alice, own, callId);
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expectNoCall(page);
});

test('a page reloaded twice in mid-call goes on with it through another endpoint of Kurento', async ({
  own,
  alice,
  watch,
}) => {
  test.setTimeout(240_000);
  const { page } = alice;
  const callId = await callEcho(alice, own);
  // Twice, as the certificates take turns.
  for (let reload = 0; reload < 2; reload++) {
    await page.reload();
    await expect(page.locator('#registration')).toHaveText('Ready');
    await expectInCall(page);
    await expectEcho(alice, own, callId);
  }
  await expect.poll(() => pipelinesOf(LABEL, watch)).toHaveLength(1);
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expectNoCall(page);
  await expect.poll(() => pipelinesOf(LABEL, watch)).toEqual([]);
});

test('two browsers hear each other through Kurento, whichever of them calls', async ({
  own,
  alice,
  playwright,
}) => {
  test.setTimeout(180_000);
  const browser = await playwright.chromium.launch(chromium([...UNASKED_MICROPHONE, ...writeTone(1500)]));
  try {
    const bob = await newClient(browser);
    await ready(bob, 'bob', own);
    await dial(alice.page, BOB);
    await bob.page.getByRole('alertdialog').getByRole('button', { name: 'Answer' }).click();
    await expectInCall(alice.page);
    await expectToHear(bob.page, 1000);
    await expectToHear(alice.page, 1500);
    await bob.page.getByRole('button', { name: 'Hang up' }).click();
    await expectNoCall(alice.page);
    await leave(bob);
  } finally {
    await browser.close();
  }
});
