// SPDX-License-Identifier: Apache-2.0
import type { LaunchOptions } from '@playwright/test';

/** Always the installed Chromium: nothing is downloaded. */
const EXECUTABLE = process.env['RINGWAY_CHROMIUM'] ?? '/usr/bin/chromium';

/** A microphone without a device, allowed without asking. */
export const FAKE_MICROPHONE = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

/** The same, but the page has to be given the permission; without one it is refused at once. */
export const UNASKED_MICROPHONE = ['--use-fake-device-for-media-stream'];

export function chromium(args: readonly string[]): LaunchOptions {
  return {
    executablePath: EXECUTABLE,
    args: [
      '--no-sandbox',
      '--autoplay-policy=no-user-gesture-required',
      // Gathers 127.0.0.1, too: a machine may have no other network.
      '--allow-loopback-in-peer-connection',
      ...args,
    ],
  };
}
