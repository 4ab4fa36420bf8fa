// SPDX-License-Identifier: Apache-2.0

const LONG_S = 1200;
const BEFORE_END_S = 600;
const LONGEST_TIMER_MS = 0x7fffffff; // a longer one would go off at once

/**
 * Milliseconds after which a registration is refreshed (TS 24.229 §5.1.1.4): ten minutes before its
 * end, one of at most twenty minutes at half its time.
 */
export function refreshDelay(grantedS: number): number {
  const seconds = grantedS > LONG_S ? grantedS - BEFORE_END_S : grantedS / 2;
  return Math.min(seconds * 1000, LONGEST_TIMER_MS);
}

/**
 * The seconds a 200 of REGISTER grants, if it says so.
 *
 * @param contact our URI, which may stand among those of other devices
 */
export function granted(response: string, contact: string): number | undefined {
  const head = response.split('\r\n\r\n')[0] ?? '';
  const user = contact.split('@')[0] ?? '';
  const ours = new RegExp(
    `<${user.replace(/[^\w]/g, '\\$&')}@[^>]*>(?:"[^"]*"|[^",\\r\\n])*?;\\s*expires\\s*=\\s*(\\d{1,9})`,
    'i',
  );
  const found = ours.exec(head)?.[1] ?? /^expires\s*:\s*(\d{1,9})/im.exec(head)?.[1];
  return found === undefined ? undefined : Number(found);
}
