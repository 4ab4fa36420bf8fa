// SPDX-License-Identifier: Apache-2.0
import { expect, type Browser } from '@playwright/test';
import { chromium, UNASKED_MICROPHONE } from '../support/browser.js';
import { leave, test } from '../support/fixtures.js';
import { callIdOf, expectToHear, phoneCall, type Client } from '../support/gateway.js';
import {
  answerCall,
  connectSdk,
  expectConnected,
  logOf,
  openSdkPage,
  startCall,
  stateOf,
  withCall,
  type SdkWindow,
} from '../support/sdk-page.js';
import { writeTone } from '../support/tone.js';

const ECHO = '+15550199';
const TONE = '+15550198';
const BOB = '+15550102';

let bobsBrowser: Browser;
let alice: Client;
let bob: Client;

test.beforeEach(async ({ page, playwright }) => {
  bobsBrowser = await playwright.chromium.launch(chromium([...UNASKED_MICROPHONE, ...writeTone(1500)]));
  alice = await openSdkPage(page, 'alice');
  bob = await openSdkPage(await bobsBrowser.newPage({ permissions: ['microphone'] }), 'bob');
  await connectSdk(alice.page);
  await connectSdk(bob.page);
});

test.afterEach(async () => {
  await leave(alice);
  await leave(bob);
  await bobsBrowser.close();
});

async function talk(): Promise<void> {
  await startCall(alice.page, BOB);
  await answerCall(bob.page, 0);
  await expectConnected(alice.page, 0);
  await expectToHear(bob.page, 1000);
}

test('hold silences the other end and is told there, resume brings the sound back', async () => {
  await talk();
  expect(await withCall(alice.page, 0, 'hold')).toBe('done');
  await expect.poll(() => logOf(bob.page)).toContain('0 hold {"local":false,"remote":true}');
  await expect.poll(() => heard(bob.page)).toBe(false);

  expect(await withCall(alice.page, 0, 'resume')).toBe('done');
  await expect.poll(() => logOf(bob.page)).toContain('0 hold {"local":false,"remote":false}');
  await expectToHear(bob.page, 1000);
  await expectToHear(alice.page, 1500);
});

test('a second call while the first one is on hold, and back', async () => {
  await talk();
  expect(await withCall(alice.page, 0, 'hold')).toBe('done');
  await startCall(alice.page, TONE);
  await expectConnected(alice.page, 1);
  await expectToHear(alice.page, 440);
  await withCall(alice.page, 1, 'hangup');
  expect(await withCall(alice.page, 0, 'resume')).toBe('done');
  await expectToHear(bob.page, 1000);
});

test('messages go both ways, with who sent them', async () => {
  await send(alice, BOB, 'Grüße aus dem Büro');
  await expect
    .poll(() => bob.page.evaluate(() => (window as unknown as SdkWindow).messages))
    .toMatchObject([{ text: 'Grüße aus dem Büro', from: { uri: 'sip:alice@ims.example.net' } }]);
  expect(await send(alice, '+15550000', 'nobody')).toBe('unknown-number');
});

test('a blind transfer connects bob with the tone and frees alice', async () => {
  await talk();
  expect(await withCall(alice.page, 0, 'transfer', TONE)).toBe('done');
  await expectConnected(bob.page, 1);
  await expectToHear(bob.page, 440);
  await expect.poll(() => stateOf(alice.page, 0)).toBe('ended');
  await expect.poll(() => stateOf(bob.page, 0)).toBe('ended');
});

test('video is refused cleanly where the network carries none', async () => {
  await alice.page.context().grantPermissions(['microphone', 'camera']);
  await startCall(alice.page, ECHO);
  await expectConnected(alice.page, 0);
  await expectToHear(alice.page, 1000);
  expect(await withCall(alice.page, 0, 'video')).toBe('video-refused');
  await expectToHear(alice.page, 1000);
  expect((await phoneCall(callIdOf(alice)))?.state).not.toBe('ended');
});

async function heard(page: Client['page']): Promise<boolean> {
  return page.evaluate(async () => {
    const { calls } = window as unknown as SdkWindow;
    const before = (await calls[0]?.statistics())?.energy ?? 0;
    await new Promise((passed) => setTimeout(passed, 500));
    return ((await calls[0]?.statistics())?.energy ?? 0) > before + 1e-4;
  });
}

function send({ page }: Client, target: string, text: string): Promise<string> {
  return page.evaluate(
    async ([to, what]) => {
      try {
        await (window as unknown as SdkWindow).phone.message(to!, what!);
        return 'sent';
      } catch (error) {
        return (error as { code?: string }).code ?? String(error);
      }
    },
    [target, text],
  );
}
