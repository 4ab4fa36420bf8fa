// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from '@playwright/test';
import { chromium, UNASKED_MICROPHONE } from './support/browser.js';
import { GATEWAY } from './support/gateway.js';
import { ORIGIN } from './support/network.js';
import { writeTone } from './support/tone.js';

/**
 * `page`: the built softphone; server and network are played by the test. `gateway`: against a running
 * gateway (RINGWAY_BASE_URL, RINGWAY_CORE_URL).
 */
export default defineConfig({
  outputDir: '../target/e2e',
  // Sound in real time, and two browsers in one test: no two tests at once.
  workers: 1,
  fullyParallel: false,
  // A machine that is busy for a moment; the sum of all tests names those that needed it.
  retries: 1,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../target/e2e.json' }]],
  use: { viewport: { width: 1000, height: 720 }, trace: 'retain-on-failure', permissions: ['microphone'] },
  projects: [
    {
      name: 'page',
      testDir: 'page',
      use: {
        baseURL: ORIGIN,
        launchOptions: chromium(UNASKED_MICROPHONE),
      },
    },
    {
      name: 'gateway',
      testDir: 'gateway',
      use: {
        baseURL: GATEWAY.site,
        launchOptions: chromium([...UNASKED_MICROPHONE, ...writeTone(1000)]),
      },
    },
  ],
});
