// SPDX-License-Identifier: Apache-2.0
import { expect } from '@playwright/test';
import { test } from '../support/fixtures.js';
import { instanceOf, register, registrationsOf, signIn, type Client } from '../support/gateway.js';
import { picture } from '../support/screenshot.js';

const ALICE = 'alice@ims.example.net';

/** Contacts of this tab alone: other tests may have left theirs. */
async function contactsOf(client: Client): Promise<string[]> {
  const [identity] = await registrationsOf(ALICE);
  const ours = identity?.contacts.filter(({ instance }) => instance.includes(instanceOf(client)));
  return ours?.map(({ contact }) => contact) ?? [];
}

test('alice signs in, registers by token and signs out', async ({ client }) => {
  const { page } = client;
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await picture(page, 'sign-in');
  await register(client, 'alice');

  await expect(page.locator('#my-name')).toHaveText('alice');
  await expect(page.locator('#my-number')).toHaveText('+1 555 0101');
  await picture(page, 'ready');
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await picture(page, 'settings');
  await page.getByRole('button', { name: 'Close' }).click();
  const registers = client.sent.filter((message) => message.startsWith('REGISTER '));
  expect(registers).toHaveLength(1);
  expect(registers[0]).toMatch(/^Authorization: Bearer \S+\.\S+\.\S+\r$/m);
  expect(client.received.join()).not.toContain('SIP/2.0 401');
  expect(await contactsOf(client)).toHaveLength(1);
  const identities = await registrationsOf(ALICE);
  expect(identities.map(({ impu }) => impu)).toContain('sip:alice@ims.example.net');
  for (const identity of identities) {
    expect(identity.auth_done).toBe(true);
    expect(identity.authorization).toContain('integrity-protected="auth-done"');
    expect(identity.authorization).not.toContain('Bearer');
  }

  const back = page.waitForEvent('load'); // from the WAF, where the session ends as well
  await page.getByRole('button', { name: 'Sign out' }).click();
  await back;
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await expect.poll(() => contactsOf(client)).toEqual([]);
  await page.reload();
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('a wrong password is told on the sign-in page, and the right one still works', async ({
  client,
}) => {
  const { page } = client;
  await signIn(page, 'alice', 'wrong');

  await expect(page.getByRole('alert')).toContainText('do not go together');
  await page.getByLabel('Password').fill('alice');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.locator('#registration')).toHaveText('Ready');
});

test('a reload keeps alice signed in and registers her once', async ({ client }) => {
  const { page } = client;
  await register(client, 'alice');
  const [contact] = await contactsOf(client);
  await page.reload();

  await expect(page.locator('#registration')).toHaveText('Ready');
  await expect.poll(() => contactsOf(client)).toHaveLength(1);
  expect(await contactsOf(client)).not.toContain(contact);
});
