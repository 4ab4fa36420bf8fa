// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from '@playwright/test';

/** What `gateway/firefox.spec.ts` runs in a network namespace. */
export default defineConfig({
  testDir: 'firefox',
  outputDir: '../target/e2e-firefox',
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
});
