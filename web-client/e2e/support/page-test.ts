// SPDX-License-Identifier: Apache-2.0
import { expect, test as base, type Page } from '@playwright/test';
import { NetworkDouble } from './network.js';

/** A test of the page with server and network played; exceptions, policy breaches and a written token fail it. */
export const test = base.extend<{ network: NetworkDouble; problems: string[] }>({
  network: async ({ page }, use) => {
    await use(await NetworkDouble.on(page));
  },
  problems: [
    async ({ page }, use) => {
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => {
        if (message.text().includes('page.test.token')) {
          problems.push('the token is in the console');
        }
        if (/Content.Security.Policy/i.test(message.text())) {
          problems.push(message.text());
        }
      });
      await use(problems);
      expect(problems).toEqual([]);
    },
    { auto: true },
  ],
});

export async function ready(page: Page): Promise<void> {
  await page.goto('/');
  await expect(page.locator('#registration')).toHaveText('Ready');
}

export function callPanel(page: Page) {
  return page.locator('#call-panel');
}
