// SPDX-License-Identifier: Apache-2.0
import { expect, test } from '@playwright/test';
import type { Browser, Page } from 'puppeteer-core';
import { launchFirefox, MEDIA_ADDRESS } from '../support/firefox.js';
import { phoneCall } from '../support/gateway.js';
import { OwnGateway, PASSWORD } from '../support/own-gateway.js';

const ECHO = '+15550199';

let firefox: Browser;
let own: OwnGateway;

test.beforeAll(async () => {
  own = await OwnGateway.start({ RINGWAY_MEDIA_WEBRTC_ADDRESS: MEDIA_ADDRESS });
  firefox = await launchFirefox();
});

test.afterAll(async () => {
  await firefox?.close();
  await own?.stop();
});

test('alice signs in, hears herself at the echo number and hangs up', async () => {
  const page = await firefox.newPage();
  const ids = await watchCallIds(page);
  await page.goto(`${own.site}/`);
  await press(page, '#sign-in');
  await page.waitForSelector('input[name=username]');
  await page.type('input[name=username]', 'alice');
  await page.type('input[name=password]', PASSWORD);
  await page.keyboard.press('Enter');
  await expect.poll(() => textOf(page, '#registration')).toBe('Ready');
  await page.type('#number', ECHO);
  await press(page, '#call');

  await expect.poll(() => textOf(page, '#call-timer')).toMatch(/^0:\d\d$/);
  const callId = (await ids()).at(-1) ?? '';
  // What the microphone plays, as the lab's phone hears it, and as it comes back.
  await expect.poll(async () => (await phoneCall(callId, own))?.frequency_hz ?? 0).toBeGreaterThan(100);
  const sent = (await phoneCall(callId, own))?.frequency_hz ?? 0;
  await expect.poll(async () => Math.abs((await heardHertz(page)) - sent)).toBeLessThan(30);
  await press(page, '#hang-up');
  await expect.poll(async () => (await phoneCall(callId, own))?.state).toBe('ended');
});

async function press(page: Page, selector: string): Promise<void> {
  await (await page.waitForSelector(selector, { visible: true }))?.click();
}

function textOf(page: Page, selector: string): Promise<string> {
  return page.$eval(selector, (found) => found.textContent ?? '').catch(() => '');
}

/** The Call-IDs of the INVITEs the page sends. */
async function watchCallIds(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluateOnNewDocument(() => {
    const ids: string[] = [];
    Object.assign(window, { callIds: ids });
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data): void {
      const id = /^INVITE [^]*^Call-ID: (\S+)/im.exec(String(data))?.[1];
      if (id !== undefined) {
        ids.push(id);
      }
      send.call(this, data);
    };
  });
  return () => page.evaluate(() => (window as unknown as { callIds: string[] }).callIds);
}

/**
 * The frequency of what the page plays, 0 in silence, by the zeros it goes through. Recorded, since
 * without a sound card Firefox lets no AudioContext run.
 */
function heardHertz(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const stream = document.querySelector('audio')?.srcObject;
    if (!(stream instanceof MediaStream) || stream.getAudioTracks().length === 0) {
      return 0;
    }
    const recorder = new MediaRecorder(stream);
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((over) => (recorder.onstop = over));
    recorder.start();
    await new Promise((recorded) => setTimeout(recorded, 1_500));
    recorder.stop();
    await stopped;
    const decoder = new OfflineAudioContext(1, 48_000, 48_000);
    const sound = await decoder.decodeAudioData(await new Blob(parts).arrayBuffer());
    const samples = sound.getChannelData(0);
    const audible = samples.some((sample) => Math.abs(sample) > 0.01);
    const zeros = samples.filter((sample, at) => at > 0 && sample < 0 !== samples[at - 1]! < 0).length;
    return audible ? zeros / 2 / sound.duration : 0;
  });
}
