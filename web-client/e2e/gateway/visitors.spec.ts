// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { expectToHear, newClient, openClient, phoneCall, callIdOf, registrationsOf } from '../support/gateway.js';
import { leave } from '../support/fixtures.js';
import { test, type OwnGateway } from '../support/own-gateway.js';
import { serveBundle } from '../support/sdk-page.js';
import { picture } from '../support/screenshot.js';

const GUEST = 'guest@ims.example.net';
const EXAMPLE = readFileSync(new URL('../../sdk/examples/call-us.html', import.meta.url), 'utf8');

/** The example on a site of its own, pointed at the gateway of the test. */
async function openShop(page: Page, own: OwnGateway): Promise<void> {
  const html = EXAMPLE.replace('https://phone.example.net', own.site);
  await page.route(`${own.front}/**`, (route) => route.fulfill({ body: html, contentType: 'text/html' }));
  await serveBundle(page);
  await page.goto(`${own.front}/`);
}

/** Who is registered with the lent identity, under whichever of its addresses. */
async function clientsOf(own: OwnGateway): Promise<string[]> {
  const contacts = (await registrationsOf(GUEST, own)).flatMap((registration) => registration.contacts);
  return [...new Set(contacts.map(({ instance }) => instance))];
}

// One story, since the only identity of the pool has to rest for more than a minute between two visitors.
test('“call us” on another site, a second visitor waits for the line and gets it [E33, L02]', async ({ page, browser, own }) => {
  test.setTimeout(180_000);
  const shopper = await openClient(page);
  const next = await newClient(browser);
  let first: string[] = [];

  await test.step('the button on another origin makes a call without a sign-in', async () => {
    await openShop(page, own);
    await page.getByRole('button', { name: 'Call us' }).click();
    await expect(page.locator('#call-us-state')).toHaveText('connected', { timeout: 30_000 });
    await expectToHear(page, 1000);
    expect((await phoneCall(callIdOf(shopper), own))?.state).toBe('established');
    first = await clientsOf(own);
    expect(first).toHaveLength(1);
  });

  await test.step('the next visitor is told that all lines are taken, and waits', async () => {
    await next.page.goto(`${own.site}/`);
    await next.page.getByRole('button', { name: 'Call without signing in' }).click();
    await expect(next.page.getByRole('status')).toContainText('All lines are taken at the moment.');
    await expect(next.page.locator('#next-try')).toHaveText(/^Next try in \d+ s$/);
    await expect(next.page.getByRole('button', { name: 'Stop waiting' })).toBeFocused();
    await picture(next.page, 'waiting');
  });

  await test.step('waiting can be stopped and begun again', async () => {
    await next.page.getByRole('button', { name: 'Stop waiting' }).click();
    await expect(next.page.locator('#waiting')).toBeHidden();
    await next.page.getByRole('button', { name: 'Call without signing in' }).click();
    await expect(next.page.locator('#next-try')).toBeVisible();
  });

  await test.step('leaving the page gives the identity back, and the one who waits gets it', async () => {
    await leave(shopper);
    await expect.poll(() => registrationsOf(GUEST, own)).toEqual([]);
    // The former visitor's token has to end first: a minute, and the margin of the pool.
    await expect(next.page.locator('#registration')).toHaveText('Ready', { timeout: 120_000 });
    await expect(next.page.locator('#my-name')).toHaveText('guest');
    const second = await clientsOf(own);
    expect(second).toHaveLength(1);
    expect(second).not.toEqual(first);
    expect((await phoneCall(callIdOf(shopper), own))?.state).toBe('ended');
    await expect(next.page.locator('#incoming')).toBeHidden();
    await expect(next.page.locator('#call-panel')).toBeHidden();
  });
  await leave(next);
});
