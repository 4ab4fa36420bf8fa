// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';

const IMAGES = fileURLToPath(new URL('../../../docs/images/', import.meta.url));

/** Takes a picture for the documentation, when the run was asked for pictures. */
export async function picture(page: Page, name: string): Promise<void> {
  if (process.env['RINGWAY_SCREENSHOTS'] === '1') {
    // Hiding caret and animations would need a style of Playwright's, which the policy forbids.
    const path = `${IMAGES}${name}.png`;
    await page.screenshot({ path, animations: 'allow', caret: 'initial' });
  }
}
