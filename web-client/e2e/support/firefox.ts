// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import puppeteer, { type Browser } from 'puppeteer-core';

/** Always the installed Firefox: nothing is downloaded. */
const EXECUTABLE = process.env['RINGWAY_FIREFOX'] ?? '/usr/bin/firefox-esr';

export const FIREFOX_MISSING = existsSync(EXECUTABLE)
  ? undefined
  : `${EXECUTABLE} is missing (apt-get install firefox-esr)`;

/** Of the one interface in {@link inNamespace} beside the loopback, which Firefox takes no calls over. */
export const MEDIA_ADDRESS = '10.77.0.1';

/** A network of its own for a command: what is opened there nobody outside can reach. */
export function inNamespace(command: string): readonly [string, readonly string[]] {
  const network = [
    'ip link set lo up',
    'ip link add ringway0 type veth peer name ringway1',
    `ip addr add ${MEDIA_ADDRESS}/24 dev ringway0`,
    'ip link set ringway0 up',
    'ip link set ringway1 up',
    'ip route add default dev ringway0',
  ];
  return ['unshare', ['--net', 'sh', '-c', [...network, command].join(' && ')]];
}

/**
 * Firefox over WebDriver BiDi. Playwright drives a build of its own only, which is not the one people
 * have.
 */
export function launchFirefox(): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: EXECUTABLE,
    headless: true,
    timeout: 60_000,
    extraPrefsFirefox: {
      // A microphone without a device: a steady tone, for which nobody is asked.
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.autoplay.default': 0,
    },
  });
}
