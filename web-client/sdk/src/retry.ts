// SPDX-License-Identifier: Apache-2.0

const BASE_MS = 30_000;
const LONGEST_MS = 1_800_000;

/**
 * Wait before a refused registration is tried again: what the server asked for, else doubling from
 * half a minute to half an hour, spread over 50 to 100 % (RFC 5626 §4.5).
 *
 * @param retryAfterS value of Retry-After, NaN when there was none
 */
export function retryDelay(
  failures: number,
  retryAfterS: number,
  random: () => number = Math.random,
): number {
  if (retryAfterS > 0) {
    return Math.min(LONGEST_MS, retryAfterS * 1000);
  }
  return Math.min(LONGEST_MS, BASE_MS * 2 ** failures) * (0.5 + 0.5 * random());
}
