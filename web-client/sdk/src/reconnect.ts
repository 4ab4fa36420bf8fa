// SPDX-License-Identifier: Apache-2.0
import { retryDelay } from './retry.js';

/** JsSIP comes no sooner; a wait below would bring all that drew one at the same moment. */
const LEAST_MS = 1_000;
const QUICK_MS = 2_000;
const URGENT_MS = 1_000;
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;

/**
 * When a lost connection is made again (RFC 5626 §4.5): the first time after one to three seconds,
 * spread so that all clients of a restarted edge do not come as one; then doubling from half a minute to half
 * an hour. An edge that closed because of us is not tried again at once.
 */
export class Reconnect {
  private failures = 0;

  constructor(private readonly random: () => number = Math.random) {}

  /** A registration came about: the next loss is a first one again. */
  succeeded(): void {
    this.failures = 0;
  }

  /**
   * Milliseconds to wait.
   *
   * @param code with which the WebSocket was closed, if it was
   * @param urgent whether a call waits for the connection
   */
  next(code: number | undefined, urgent: boolean): number {
    const failures = this.failures++;
    if (code === POLICY_VIOLATION || code === TRY_AGAIN_LATER) {
      return retryDelay(failures, NaN, this.random);
    }
    if (urgent) {
      return LEAST_MS + URGENT_MS * this.random();
    }
    return failures === 0
      ? LEAST_MS + QUICK_MS * this.random()
      : retryDelay(failures - 1, NaN, this.random);
  }
}

export function refusedByEdge(code: number | undefined): boolean {
  return code === POLICY_VIOLATION;
}
