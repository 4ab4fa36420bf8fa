// SPDX-License-Identifier: Apache-2.0
import { expect, type Page } from '@playwright/test';
import { ready, test } from '../support/page-test.js';

/** What the page showed the system, as the system's place does not let itself be looked at. */
interface Shown {
  readonly title: string;
  closed: boolean;
  click(): void;
}

/** Runs before the page's own scripts: somebody who looks at another window, and allows notifications. */
function elsewhere(permission: NotificationPermission): void {
  const shown: object[] = [];
  class Notified {
    static readonly permission = permission;
    static readonly requestPermission = async (): Promise<NotificationPermission> => permission;
    onclick: (() => void) | undefined;
    closed = false;
    constructor(readonly title: string) {
      shown.push(this);
    }
    close(): void {
      this.closed = true;
    }
    click(): void {
      this.onclick?.();
    }
  }
  Object.assign(window, { Notification: Notified, shown });
  Object.defineProperty(document, 'hidden', { get: () => true });
}

function shownOn(page: Page): Promise<{ title: string; closed: boolean }[]> {
  return page.evaluate(() =>
    (window as unknown as { shown: Shown[] }).shown.map(({ title, closed }) => ({ title, closed })),
  );
}

async function wantNotifications(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Show a notification for calls').click();
  await page.getByRole('button', { name: 'Close' }).click();
}

test('who looks elsewhere is notified of a call, and no longer once it is over', async ({ page, network }) => {
  await page.addInitScript(elsewhere, 'granted' as const);
  await ready(page);
  await wantNotifications(page);
  network.ring();
  await expect.poll(() => shownOn(page)).toEqual([{ title: 'Bob Baker is calling', closed: false }]);
  network.giveUp();

  await expect.poll(() => shownOn(page)).toEqual([{ title: 'Bob Baker is calling', closed: true }]);
});

test('nobody is notified who did not ask for it', async ({ page, network }) => {
  await page.addInitScript(elsewhere, 'granted' as const);
  await ready(page);
  network.ring();
  await expect(page.getByRole('alertdialog')).toBeVisible();

  expect(await shownOn(page)).toEqual([]);
});

test('a browser that allows no notifications leaves the switch off', async ({ page, network: _ }) => {
  await page.addInitScript(elsewhere, 'denied' as const);
  await ready(page);
  await wantNotifications(page);
  await page.getByRole('button', { name: 'Settings' }).click();

  await expect(page.getByLabel('Show a notification for calls')).not.toBeChecked();
});

test('the quality of the sound is told in words and in detail', async ({ page, network }) => {
  network.inviteStatuses = ['200 OK'];
  await page.addInitScript(() => {
    const received = { packetsReceived: 0 };
    RTCPeerConnection.prototype.getStats = async () => {
      received.packetsReceived += 50;
      const { packetsReceived } = received;
      const codec = { id: 'c', type: 'codec', mimeType: 'audio/PCMU' };
      const inbound = { id: 'i', type: 'inbound-rtp', kind: 'audio', codecId: 'c', jitter: 0.004, packetsReceived, packetsLost: 0, audioLevel: 0.2 };
      const remote = { id: 'r', type: 'remote-inbound-rtp', kind: 'audio', roundTripTime: 0.08 };
      return new Map([codec, inbound, remote].map((entry) => [entry.id, entry])) as unknown as RTCStatsReport;
    };
  });
  await ready(page);
  await page.getByRole('button', { name: 'Call Echo, +15550199' }).click();
  await expect(page.locator('#quality-word')).toHaveText('Good sound');
  await page.locator('#quality-word').click();

  await expect(page.locator('#quality-detail')).toHaveText(
    /^Score 4\.\d of 4\.5 · loss 0\.0 % · jitter 4 ms · delay 40 ms · PCMU$/,
  );
});
