// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';

const IMAGES = fileURLToPath(new URL('../../../docs/images/', import.meta.url));

/** Takes a picture for the documentation, when the run was asked for pictures. */
export async function picture(page: Page, name: string): Promise<void> {
  if (process.env['RINGWAY_SCREENSHOTS'] === '1') {
    await page.screenshot({ path: `${IMAGES}${name}.png`, animations: 'disabled' });
  }
}
