// SPDX-License-Identifier: Apache-2.0
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { callPanel, ready, test } from '../support/page-test.js';
import { picture } from '../support/screenshot.js';

/** What a Pixel 7 shows. */
const PIXEL = { width: 412, height: 839 };

async function expectToFit(page: Page): Promise<void> {
  const wider = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(wider).toBe(0);
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

test.use({ viewport: PIXEL, hasTouch: true, colorScheme: 'dark' });

test('on a telephone in the dark the page is whole, to the finger and to assistive technology', async ({
  page,
  network,
}) => {
  test.slow();
  network.inviteStatuses = ['180 Ringing', '200 OK'];
  await ready(page);
  await expectToFit(page);
  await expectAccessible(page);
  await picture(page, 'telephone');
  for (const digit of ['1', '1', '0']) {
    await page.locator('#dial-pad').getByRole('button', { name: digit }).tap();
  }
  await expect(page.getByLabel('Number or name to call')).toHaveValue('110');
  await page.locator('#dial-form').getByRole('button', { name: 'Call' }).tap();
  await expect(page.locator('#call-timer')).toBeVisible();
  await page.getByRole('button', { name: 'Keypad' }).tap();
  await expectToFit(page);
  await expectAccessible(page);
  await picture(page, 'telephone-call');
  // What a finger has to hit is no smaller than 44 pixels (WCAG 2.5.5).
  for (const button of await callPanel(page).locator('.actions button').all()) {
    const box = await button.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
  }
  await page.getByRole('button', { name: 'Hang up' }).tap();
  await page.getByRole('button', { name: 'Settings' }).tap();
  await expectToFit(page);
  await expectAccessible(page);
});
