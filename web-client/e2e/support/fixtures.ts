// SPDX-License-Identifier: Apache-2.0
import { expect, test as base } from '@playwright/test';
import { openClient, type Client } from './gateway.js';

/** A test with a client of its own, which leaves the network in the end. */
export const test = base.extend<{ client: Client }>({
  client: async ({ page }, use) => {
    const client = await openClient(page);
    await use(client);
    await leave(client);
  },
});

/** Leaves the page as a user does, and looks whether anything went wrong in it. */
export async function leave({ page, problems }: Client): Promise<void> {
  await page.goto('about:blank');
  expect(problems).toEqual([]);
}
