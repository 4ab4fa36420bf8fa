// SPDX-License-Identifier: Apache-2.0
import { expect, type Page } from '@playwright/test';

/** What a video element shows: how bright it is at its brightest, and a few of its pixels. */
interface Look {
  readonly brightest: number;
  readonly pixels: string;
}

/** Waits until the element shows something that is not black, and that moves. */
export async function expectToSee(page: Page, selector: string): Promise<void> {
  await expect
    .poll(async () => (await look(page, selector)).brightest, { timeout: 20_000 })
    .toBeGreaterThan(60);
  const before = (await look(page, selector)).pixels;
  await expect.poll(async () => (await look(page, selector)).pixels, { timeout: 20_000 }).not.toBe(before);
}

async function look(page: Page, selector: string): Promise<Look> {
  return page.evaluate((query) => {
    const video = document.querySelector<HTMLVideoElement>(query);
    if (video === null || video.videoWidth === 0 || video.hidden) {
      return { brightest: 0, pixels: '' };
    }
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [160, 120];
    const context = canvas.getContext('2d')!;
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let brightest = 0;
    for (let at = 0; at < data.length; at += 4) {
      brightest = Math.max(brightest, data[at]! + data[at + 1]! + data[at + 2]!);
    }
    return { brightest: brightest / 3, pixels: data.join() };
  }, selector);
}
