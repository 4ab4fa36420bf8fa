// SPDX-License-Identifier: Apache-2.0
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Browser } from '@playwright/test';
import { chromium, UNASKED_MICROPHONE } from '../support/browser.js';
import { leave, test } from '../support/fixtures.js';
import {
  dial,
  expectInCall,
  expectNoCall,
  expectToHear,
  openClient,
  register,
  type Client,
} from '../support/gateway.js';
import { picture } from '../support/screenshot.js';
import { connectSdk, openSdkPage, type SdkWindow } from '../support/sdk-page.js';
import { expectToSee } from '../support/seen.js';
import { writeTone } from '../support/tone.js';

const BOB_HERTZ = 1500;
const BOB = '+15550102';
const REMOTE = '#remote-picture';

// Four pictures to be coded on a machine that may have little to do it with.
test.slow();

let bobsBrowser: Browser;
let bob: Client;

test.beforeEach(async ({ playwright }) => {
  bobsBrowser = await playwright.chromium.launch(
    chromium([...UNASKED_MICROPHONE, ...writeTone(BOB_HERTZ)]),
  );
  const context = await bobsBrowser.newContext({ permissions: ['microphone', 'camera'] });
  bob = await openClient(await context.newPage());
  await register(bob, 'bob');
});

test.afterEach(async () => {
  await leave(bob);
  await bobsBrowser.close();
});

async function toggle({ page }: Client, button: 'Camera' | 'Screen', on: boolean): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  await expect(page.getByRole('button', { name: button })).toHaveAttribute('aria-pressed', String(on));
}

test('pictures come into a call from both ends, and leave it again', async ({ client: alice }) => {
  await alice.page.context().grantPermissions(['microphone', 'camera']);
  await register(alice, 'alice');
  await dial(alice.page, BOB);
  await bob.page.getByRole('alertdialog').getByRole('button', { name: 'Answer' }).click();
  await expectInCall(alice.page);
  await expectToHear(alice.page, BOB_HERTZ);

  await toggle(alice, 'Camera', true);
  await expectToSee(bob.page, REMOTE);
  await expectToSee(alice.page, '#own-picture');
  await toggle(bob, 'Camera', true);
  await expectToSee(alice.page, REMOTE);
  await expectToSee(bob.page, REMOTE);
  await expectToHear(bob.page, 1000);
  await picture(alice.page, 'video-call');
  expect((await new AxeBuilder({ page: alice.page }).analyze()).violations).toEqual([]);

  await toggle(alice, 'Camera', false);
  await expect(bob.page.locator(REMOTE)).toBeHidden();
  await expectToSee(alice.page, REMOTE);
  await toggle(alice, 'Camera', true);
  await expectToSee(bob.page, REMOTE);
  await alice.page.getByRole('button', { name: 'Hang up' }).click();
  await expectNoCall(bob.page);
  await expectNoCall(alice.page);
});

test('a shown screen is seen, the camera takes its place, and a hold stops and goes on', async ({ client: alice }) => {
  await alice.page.context().grantPermissions(['microphone', 'camera']);
  await showItself(alice);
  await register(alice, 'alice');
  await dial(alice.page, BOB);
  await bob.page.getByRole('alertdialog').getByRole('button', { name: 'Answer' }).click();
  await expectInCall(alice.page);

  await toggle(alice, 'Screen', true);
  await expectToSee(bob.page, REMOTE);
  await toggle(alice, 'Camera', true);
  await expect(alice.page.getByRole('button', { name: 'Screen' })).toHaveAttribute('aria-pressed', 'false');
  await expectToSee(bob.page, REMOTE);

  await alice.page.getByRole('button', { name: 'Hold' }).click();
  await expect(bob.page.locator('#call-panel')).toContainText('You are on hold');
  await alice.page.getByRole('button', { name: 'Hold' }).click();
  await expect(bob.page.locator('#call-panel')).toContainText('In call');
  await expectToSee(bob.page, REMOTE);
  await bob.page.getByRole('button', { name: 'Hang up' }).click();
  await expectNoCall(alice.page);
});

for (const camera of [true, false]) {
  test(`a video call is answered ${camera ? 'with' : 'without'} a camera`, async ({ page }) => {
    await page.context().grantPermissions(['microphone', 'camera']);
    const alice = await openSdkPage(page, 'alice');
    await connectSdk(page);
    await page.evaluate((number) => {
      const here = window as unknown as SdkWindow & { follow(call: unknown): void };
      const call = here.phone.call(number, { video: 'camera' });
      here.follow(call);
      const video = Object.assign(document.createElement('video'), { id: 'seen', autoplay: true, muted: true });
      document.body.append(video);
      call.on('picture', ({ remote }) => {
        video.srcObject = remote === undefined ? null : new MediaStream([remote]);
      });
    }, BOB);
    const dialog = bob.page.getByRole('alertdialog');
    await expect(dialog).toContainText('Incoming video call');
    expect((await new AxeBuilder({ page: bob.page }).analyze()).violations).toEqual([]);
    await dialog.getByRole('button', { name: camera ? 'With camera' : 'Answer', exact: true }).click();

    await expectInCall(bob.page);
    await expectToSee(bob.page, REMOTE);
    const own = bob.page.getByRole('button', { name: 'Camera' });
    await expect(own).toHaveAttribute('aria-pressed', String(camera));
    if (camera) {
      await expectToSee(page, '#seen');
    } else {
      expect(await page.evaluate(() => (window as unknown as SdkWindow).calls[0]?.remotePicture)).toBeUndefined();
    }
    await expectToHear(bob.page, 1000);
    await bob.page.getByRole('button', { name: 'Hang up' }).click();
    await expectNoCall(bob.page);
    await leave(alice);
  });
}

/** A screen without a chooser: a canvas that moves. */
async function showItself({ page }: Client): Promise<void> {
  await page.addInitScript(() => {
    if (location.origin === 'null') {
      return;
    }
    navigator.mediaDevices.getDisplayMedia = async () => {
      const canvas = document.createElement('canvas');
      const context = canvas.getContext('2d')!;
      setInterval(() => {
        context.fillStyle = `hsl(${(Date.now() / 10) % 360} 90% 60%)`;
        context.fillRect(0, 0, canvas.width, canvas.height);
      }, 50);
      return canvas.captureStream(15);
    };
  });
}
