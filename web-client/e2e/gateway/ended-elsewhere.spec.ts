// SPDX-License-Identifier: Apache-2.0
import { expect } from '@playwright/test';
import { leave } from '../support/fixtures.js';
import { openClient, registrationsOf, signIn, type Client } from '../support/gateway.js';
import { PASSWORD, test, type OwnGateway } from '../support/own-gateway.js';

async function bob(client: Client, own: OwnGateway): Promise<void> {
  await signIn(client.page, 'bob', PASSWORD, own);
  await expect(client.page.locator('#registration')).toHaveText('Ready');
}

async function expectSignedOut({ page }: Client, own: OwnGateway): Promise<void> {
  await expect(page.getByRole('alert')).toContainText('You have been signed out.', { timeout: 20_000 });
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await expect.poll(() => registrationsOf('bob@ims.example.net', own)).toEqual([]);
}

test('signed out in another tab, this one ends too and says so', async ({ page, context, own }) => {
  const [here, there] = [await openClient(page), await openClient(await context.newPage())];
  await bob(here, own);
  await there.page.goto(`${own.site}/`);
  await expect(there.page.locator('#registration')).toHaveText('Ready');
  const back = there.page.waitForEvent('load'); // from the WAF, where the session ends as well
  await there.page.getByRole('button', { name: 'Sign out' }).click();
  await back;

  await expectSignedOut(here, own);
  await leave(there);
  await leave(here);
});

test('a session ended by an administrator ends the registration, and the page says so', async ({ page, own }) => {
  const client = await openClient(page);
  await bob(client, own);
  await own.endSessionsOf('bob');

  await expectSignedOut(client, own);
  await leave(client);
});
