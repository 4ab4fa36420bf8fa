// SPDX-License-Identifier: Apache-2.0
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { leave } from '../support/fixtures.js';
import { fillSignIn, openClient, registrationsOf, signIn } from '../support/gateway.js';
import { PASSWORD, test, type OwnGateway } from '../support/own-gateway.js';

const ALICE = 'alice@ims.example.net';

async function switchAutoLogin(page: Page, on: boolean): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Sign in by itself').setChecked(on);
  await page.getByRole('button', { name: 'Close' }).click();
}

async function aliceIsIn(page: Page): Promise<void> {
  await expect(page.locator('#registration')).toHaveText('Ready');
  await expect(page.locator('#my-name')).toHaveText('alice');
}

/** Ends the session at the WWSF and keeps the one at the WAF, as the night does. */
async function forgetSession(context: BrowserContext, own: OwnGateway): Promise<void> {
  await context.clearCookies({ name: 'ringway_wwsf', domain: new URL(own.site).hostname });
}

test('switched on, the next visit signs in by itself: with the session, or silently at the WAF', async ({
  page,
  context,
  own,
}) => {
  const first = await openClient(page);
  await signIn(page, 'alice', PASSWORD, own);
  await aliceIsIn(page);
  await leave(first);

  const next = await openClient(await context.newPage());
  await next.page.goto(`${own.site}/`);
  await aliceIsIn(next.page);
  await leave(next);

  await forgetSession(context, own);
  const later = await openClient(await context.newPage());
  const asked: string[] = [];
  later.page.on('request', (request) => asked.push(request.url()));
  await later.page.goto(`${own.site}/`);
  await aliceIsIn(later.page);
  expect(asked).toContain(`${own.site}/login?prompt=none`);
  await leave(later);
});

test('switched on, who is not known at the WAF any more is asked to sign in, once', async ({ page, context, own }) => {
  const first = await openClient(page);
  await signIn(page, 'alice', PASSWORD, own);
  await aliceIsIn(page);
  await leave(first);
  await context.clearCookies();

  const later = await openClient(await context.newPage());
  await later.page.goto(`${own.site}/`);
  await expect(later.page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await later.page.getByRole('link', { name: 'Sign in' }).click();
  await fillSignIn(later.page, 'alice', PASSWORD);
  await aliceIsIn(later.page);
  await leave(later);
});

test('switched off, the next visit asks nothing of the network until the user wants it', async ({
  page,
  context,
  own,
}) => {
  const first = await openClient(page);
  await signIn(page, 'alice', PASSWORD, own);
  await aliceIsIn(page);
  await switchAutoLogin(page, false);
  await page.reload();
  await aliceIsIn(page);
  await leave(first);
  await expect.poll(() => registrationsOf(ALICE, own)).toEqual([]);

  const next = await openClient(await context.newPage());
  const asked: string[] = [];
  next.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await next.page.goto(`${own.site}/`);
  const link = next.page.getByRole('link', { name: 'Sign in' });
  await expect(link).toBeVisible();
  expect(asked.filter((path) => /access|login|session/.test(path))).toEqual([]);
  expect(next.sent).toEqual([]);

  await link.click(); // the session is still there: no password
  await aliceIsIn(next.page);
  await switchAutoLogin(next.page, true);
  await leave(next);
});
