// SPDX-License-Identifier: Apache-2.0
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { callPanel, ready, test } from '../support/page-test.js';

async function inCall(page: Page): Promise<void> {
  await ready(page);
  await page.getByRole('button', { name: 'Call Echo, +15550199' }).click();
  await expect(page.locator('#call-timer')).toBeVisible();
}

test.beforeEach(({ network }) => {
  network.inviteStatuses = ['180 Ringing', '200 OK'];
});

test('a call is held and taken back', async ({ page, network }) => {
  await inCall(page);
  const hold = page.getByRole('button', { name: 'Hold' });
  await hold.click();
  await expect(hold).toHaveAttribute('aria-pressed', 'true');
  await expect(callPanel(page)).toContainText('On hold');
  expect(network.requests.findLast((request) => request.startsWith('INVITE'))).toContain('a=sendonly');
  await page.keyboard.press('h');

  await expect(hold).toHaveAttribute('aria-pressed', 'false');
  await expect(callPanel(page)).toContainText('In call');
});

test('a second caller is answered while the first waits, then the two are swapped', async ({ page, network }) => {
  await inCall(page);
  network.ring();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Answer' }).click();
  await expect(callPanel(page).getByRole('heading')).toHaveText('Bob Baker');
  await expect(page.locator('#other-name')).toHaveText('On hold: Echo');
  await expect(page.locator('#call-timer')).toBeVisible();
  await page.getByRole('button', { name: 'Swap' }).click();

  await expect(callPanel(page).getByRole('heading')).toHaveText('Echo');
  await expect(page.locator('#other-name')).toHaveText('On hold: Bob Baker');
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expect(callPanel(page).getByRole('heading')).toHaveText('Bob Baker');
  await expect(page.locator('#other-call')).toBeHidden();
});

test('a call is transferred to a number', async ({ page, network }) => {
  await inCall(page);
  await page.getByRole('button', { name: 'Transfer' }).click();
  await page.getByLabel('Transfer to').fill('+1 555 0102');
  await page.getByRole('button', { name: 'Transfer now' }).click();

  await expect(callPanel(page)).toBeHidden();
  expect(network.requests.find((request) => request.startsWith('REFER'))).toContain(
    'Refer-To: <sip:+15550102@ims.example.net;user=phone>',
  );
});

test('a call is transferred after asking', async ({ page, network }) => {
  await inCall(page);
  await page.getByRole('button', { name: 'Transfer' }).click();
  await page.getByLabel('Transfer to').fill('+15550102');
  await page.getByRole('button', { name: 'Ask first' }).click();
  await expect(callPanel(page).getByRole('heading')).toHaveText('Bob Baker');
  await page.getByRole('button', { name: 'Connect them' }).click();

  await expect(callPanel(page)).toBeHidden();
  expect(network.requests.find((request) => request.startsWith('REFER'))).toMatch(/Refer-To: <sip:\+15550102@.*Replaces=/);
});

test('messages go out and come in', async ({ page, network }) => {
  await ready(page);
  network.write('Hallo Alice');
  const tab = page.getByRole('tab', { name: 'Messages' });
  await expect(tab).toHaveAttribute('data-new', '');
  await tab.click();
  await expect(page.getByRole('log')).toContainText('Bob Baker');
  await expect(page.getByRole('log')).toContainText('Hallo Alice');
  await page.getByLabel('Message', { exact: true }).fill('Hallo Bob');
  await page.getByRole('button', { name: 'Send' }).click();

  await expect(page.getByRole('log')).toContainText('To Bob Baker');
  expect(network.requests.at(-1)).toMatch(/^MESSAGE sip:\+15550102@.*[^]*Hallo Bob$/);
});

test('recent calls are listed, also a missed one, and can be called', async ({ page, network }) => {
  await inCall(page);
  await page.getByRole('button', { name: 'Hang up' }).click();
  network.ring();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  network.giveUp();
  await page.reload();
  await expect(page.locator('#registration')).toHaveText('Ready');
  await page.getByRole('tab', { name: 'Recent' }).click();

  await expect(page.locator('#recent-list li')).toHaveText([/Bob Baker.*Missed/, /Echo.*Outgoing/]);
  await page.locator('#recent-list').getByRole('button', { name: 'Call Echo, +15550199' }).click();
  await expect(callPanel(page).getByRole('heading')).toHaveText('Echo');
});

test('an own contact is kept and can be removed', async ({ page }) => {
  await ready(page);
  await page.getByLabel('Name', { exact: true }).fill('Grandma');
  await page.getByLabel('Number', { exact: true }).fill('+49 30 123456');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.reload();
  await expect(page.locator('#contact-list')).toContainText('Grandma');
  await page.getByRole('button', { name: 'Remove Grandma' }).click();

  await expect(page.locator('#contact-list')).not.toContainText('Grandma');
});

test('the page speaks German and stays so', async ({ page }) => {
  await ready(page);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Language').selectOption('de');
  await page.getByRole('button', { name: 'Schließen' }).last().click();
  await expect(page.locator('#registration')).toHaveText('Bereit');
  await page.reload();

  await expect(page.locator('#registration')).toHaveText('Bereit');
  await expect(page.getByRole('button', { name: 'Abmelden' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
});

test('the check before the first call hears the microphone and says what it cannot know', async ({ page }) => {
  await ready(page);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Check sound and network' }).click();

  await expect(page.locator('#check-result')).toContainText('The microphone works.');
  await expect(page.locator('#check-result')).toContainText('Nothing to compare with');
});

for (const theme of ['light', 'dark']) {
  test(`nothing stands in the way of assistive technology, ${theme}`, async ({ page, network }) => {
    test.slow(); // seven looks at the whole page
    const violations = async (): Promise<string[]> => {
      const { violations: found } = await new AxeBuilder({ page }).analyze();
      return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    };
    await ready(page);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('Colours').selectOption(theme);
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: 'Close' }).click();
    expect(await violations()).toEqual([]);
    network.ring();
    await expect(page.getByRole('alertdialog')).toBeVisible();
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: 'Answer' }).click();
    await expect(page.locator('#call-timer')).toBeVisible();
    await page.getByRole('button', { name: 'Transfer' }).click();
    await page.getByRole('button', { name: 'Keypad' }).click();
    expect(await violations()).toEqual([]);
    for (const tab of ['Recent', 'Messages']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await violations()).toEqual([]);
    }
  });
}
