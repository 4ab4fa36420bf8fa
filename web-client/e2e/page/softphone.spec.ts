// SPDX-License-Identifier: Apache-2.0
import { expect } from '@playwright/test';
import { chromium, UNASKED_MICROPHONE } from '../support/browser.js';
import { NetworkDouble } from '../support/network.js';
import { callPanel, ready, test } from '../support/page-test.js';

test('a visitor is asked to sign in', async ({ page, network }) => {
  network.signedIn = false;
  await page.goto('/');

  const signIn = page.getByRole('link', { name: 'Sign in' });
  await expect(signIn).toHaveAttribute('href', '/login');
  await expect(signIn).toBeFocused();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeHidden();
});

test('a signed-in user sees who they are, and others to call', async ({ page, network }) => {
  await ready(page);

  await expect(page.locator('#my-name')).toHaveText('alice');
  await expect(page.locator('#my-number')).toHaveText('+1 555 0101');
  await expect(page.locator('#contact-list li')).toHaveText([/Echo/, /Tone/, /Bob Baker/]);
  expect(network.requests[0]).toContain('Authorization: Bearer page.test.token');
  expect(await page.content()).not.toContain('page.test.token');
});

test('a server that fails can be tried again', async ({ page, network }) => {
  await page.route('/access', (route) => route.fulfill({ status: 503, json: {} }), { times: 1 });
  await page.goto('/');
  await expect(page.getByText('The server cannot be reached at the moment')).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();

  await expect(page.locator('#registration')).toHaveText('Ready');
  expect(network.methods).toEqual(['REGISTER']);
});

test('a number is put together from keyboard and pad', async ({ page, network }) => {
  await ready(page);
  const zero = page.getByRole('group', { name: 'Dial pad' }).getByRole('button', { name: '0' });
  await zero.click({ delay: 700 });
  await page.locator('body').press('1');
  for (const digit of ['5', '5', '5', '0', '1', '9', '9', '9']) {
    await page.locator('#dial-pad').getByRole('button', { name: digit }).click();
  }
  await page.getByRole('button', { name: 'Delete last digit' }).click();
  await expect(page.getByLabel('Number or name to call')).toHaveValue('+1 555 0199');
  await page.keyboard.press('Enter');

  await expect(callPanel(page)).toContainText('Ringing…');
  await expect(callPanel(page).getByRole('heading')).toHaveText('Echo');
  expect(network.methods).toContain('INVITE');
  expect(network.requests.at(-1)).toContain(
    'INVITE sip:+15550199@ims.example.net;user=phone SIP/2.0',
  );
});

test('a call is muted, timed and hung up', async ({ page, network }) => {
  network.inviteStatuses = ['180 Ringing', '200 OK'];
  await ready(page);
  await page.getByRole('button', { name: 'Call Bob Baker, +15550102' }).click();
  await expect(page.locator('#call-timer')).toHaveText('0:01');
  const mute = page.getByRole('button', { name: 'Mute' });
  await mute.click();
  await expect(mute).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('m');
  await expect(mute).toHaveAttribute('aria-pressed', 'false');
  await page.getByRole('button', { name: 'Keypad' }).click();
  await expect(page.getByRole('group', { name: 'Keypad' })).toBeVisible();
  await page.getByRole('button', { name: 'Hang up' }).click();

  await expect(callPanel(page)).toBeHidden();
  await expect(page.getByLabel('Number or name to call')).toBeFocused();
  await expect.poll(() => network.methods).toContain('BYE');
});

test('a ringing call is given up', async ({ page, network }) => {
  await ready(page);
  await page.getByRole('button', { name: 'Call Echo, +15550199' }).click();
  await expect(callPanel(page)).toContainText('Ringing…');
  await page.getByRole('button', { name: 'Hang up' }).click();

  await expect(callPanel(page)).toBeHidden();
  await expect(page.getByRole('alert')).toBeHidden();
  await expect.poll(() => network.methods).toContain('CANCEL');
});

for (const [status, text] of [
  ['404 Not Found', 'This number is not in service.'],
  ['486 Busy Here', 'The line is busy.'],
  ['603 Decline', 'The call was declined.'],
  ['503 Service Unavailable', 'The telephone network has a problem.'],
] as const) {
  test(`a call answered ${status} is explained`, async ({ page, network }) => {
    network.inviteStatuses = [status];
    await ready(page);
    await page.getByLabel('Number or name to call').fill('+15550000');
    await page.getByRole('button', { name: 'Call', exact: true }).click();

    await expect(page.getByRole('alert')).toContainText(text);
    await expect(page.getByLabel('Number or name to call')).toHaveValue('+1 555 0000');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(page.getByRole('alert')).toBeHidden();
  });
}

test('what cannot be a number is refused in the page', async ({ page, network }) => {
  await ready(page);
  await page.getByLabel('Number or name to call').fill('a b');
  await page.keyboard.press('Enter');

  await expect(page.getByRole('alert')).toContainText('not a number or name');
  expect(network.methods).not.toContain('INVITE');
});

test('a blocked microphone is explained', async ({ playwright }) => {
  const browser = await playwright.chromium.launch(chromium(UNASKED_MICROPHONE));
  try {
    const page = await browser.newPage({ permissions: [] });
    const network = await NetworkDouble.on(page);
    await ready(page);
    await page.getByRole('button', { name: 'Call Echo, +15550199' }).click();

    await expect(page.getByRole('alert')).toContainText('The microphone is blocked.');
    await expect(callPanel(page)).toBeHidden();
    expect(network.methods).not.toContain('INVITE');
  } finally {
    await browser.close();
  }
});

test('an incoming call is answered with the keyboard', async ({ page, network }) => {
  await ready(page);
  network.ring();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('Bob Baker');
  await expect(page).toHaveTitle('Bob Baker is calling');
  await expect(dialog.getByRole('button', { name: 'Answer' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(dialog.getByRole('button', { name: 'Decline' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');

  await expect(dialog).toBeHidden();
  await expect(callPanel(page)).toContainText('Bob Baker');
  await expect.poll(() => network.answers).toContain('200 INVITE');
  await expect(page.locator('#call-timer')).toBeVisible();
  await expect(page).toHaveTitle('Ringway');
});

test('an incoming call is declined', async ({ page, network }) => {
  await ready(page);
  network.ring();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await page.keyboard.press('Escape');

  await expect(page.getByRole('alertdialog')).toBeHidden();
  await expect.poll(() => network.answers).toContain('603 INVITE');
  await expect(page.getByLabel('Number or name to call')).toBeFocused();
});

test('an incoming call goes away when the caller gives up', async ({ page, network }) => {
  await ready(page);
  network.ring();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  network.giveUp();

  await expect(page.getByRole('alertdialog')).toBeHidden();
  await expect(page.getByRole('alert')).toBeHidden();
});

test('a second caller while nobody has answered the first call hears that the line is busy', async ({
  page,
  network,
}) => {
  network.inviteStatuses = [];
  await ready(page);
  await page.getByRole('button', { name: 'Call Echo, +15550199' }).click();
  await expect(callPanel(page)).toContainText('Calling…');
  network.ring();

  await expect.poll(() => network.answers).toContain('486 INVITE');
  await expect(page.getByRole('alertdialog')).toBeHidden();
});

test('a refused registration is explained and calls are off', async ({ page, network }) => {
  network.registerStatus = '403 Forbidden';
  await page.goto('/');

  await expect(page.locator('#registration')).toHaveText('Not registered');
  await expect(page.getByRole('alert')).toContainText('refused to register');
  await expect(page.getByRole('button', { name: 'Call', exact: true })).toBeDisabled();
});

test('a lost connection is shown and mended', async ({ page, network }) => {
  await ready(page);
  await network.loseConnection();
  await expect(page.locator('#registration')).toHaveText('Reconnecting…');

  await expect(page.locator('#registration')).toHaveText('Ready');
  expect(network.methods.filter((method) => method === 'REGISTER')).toHaveLength(2);
});

test('signing out takes the registration back and ends the session', async ({ page, network }) => {
  await ready(page);
  await page.getByRole('button', { name: 'Sign out' }).click();

  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await expect.poll(() => network.signedIn).toBe(false);
  expect(network.requests.at(-1)).toContain('Expires: 0');
});

test('a session that ended elsewhere is told', async ({ page, network }) => {
  await ready(page);
  network.signedIn = false;
  network.registerStatus = '401 Unauthorized';
  await network.loseConnection();

  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('You have been signed out.');
});

test('the page fits a small telephone', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await NetworkDouble.on(page);
  await ready(page);

  const wider = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wider).toBe(0);
});
