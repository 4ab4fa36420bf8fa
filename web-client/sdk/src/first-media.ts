// SPDX-License-Identifier: Apache-2.0

/** Whether there ever was a way for sound: where a firewall drops all UDP, ICE waits forever instead of failing. */
export class FirstMedia {
  seen = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param missing is called when there is none in time */
  expect(limitMs: number, missing: () => void): void {
    this.timer = setTimeout(() => {
      if (!this.seen) {
        missing();
      }
    }, limitMs);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
