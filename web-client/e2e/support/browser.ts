// SPDX-License-Identifier: Apache-2.0
import type { LaunchOptions } from '@playwright/test';

/** Always the installed Chromium: nothing is downloaded. */
const EXECUTABLE = process.env['RINGWAY_CHROMIUM'] ?? '/usr/bin/chromium';

/** A microphone without a device; the page has to be given the permission, else it is refused. */
export const UNASKED_MICROPHONE = ['--use-fake-device-for-media-stream'];

/**
 * The same, allowed without a permission. As the page then has none, Chromium hides its addresses
 * behind mDNS names.
 */
export const FAKE_MICROPHONE = [...UNASKED_MICROPHONE, '--use-fake-ui-for-media-stream'];

export function chromium(args: readonly string[]): LaunchOptions {
  return {
    executablePath: EXECUTABLE,
    args: [
      '--no-sandbox',
      '--autoplay-policy=no-user-gesture-required',
      // Gathers 127.0.0.1, too: a machine may have no other network.
      '--allow-loopback-in-peer-connection',
      // A page that a test makes up comes from no address, and may call the gateway all the same.
      '--disable-features=LocalNetworkAccessChecks',
      ...args,
    ],
  };
}
