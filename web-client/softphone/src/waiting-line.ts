// SPDX-License-Identifier: Apache-2.0
import { byId, notice } from './page.js';
import { leave, visit } from './server.js';
import { filled, words } from './text.js';

/** Tries beyond it would count against the visitor's network at the server. */
const LEAST_WAIT_S = 10;

/** The way of somebody who calls without signing in: takes a line, or waits until one is free. */
export class WaitingLine {
  private timer: ReturnType<typeof setInterval> | undefined;
  /** Counts up whenever the visitor stops waiting. */
  private stops = 0;

  /** @param entered told when there is a line */
  constructor(private readonly entered: () => void) {
    byId('visit').addEventListener('click', () => void this.ask());
    byId('stop-waiting').addEventListener('click', () => {
      this.stops++;
      this.show(undefined);
      byId('visit').focus();
    });
  }

  private async ask(): Promise<void> {
    const button = byId<HTMLButtonElement>('visit');
    button.disabled = true;
    const stops = this.stops;
    const { outcome, retryAfter } = await visit();
    button.disabled = false;
    if (stops !== this.stops) {
      if (outcome === 'welcome') {
        leave(); // too late: the next one shall have the line
      }
    } else if (outcome === 'welcome') {
      notice('');
      this.show(undefined);
      this.entered();
    } else if (outcome === 'full' || (outcome === 'too-many' && this.waiting)) {
      this.wait(Math.max(LEAST_WAIT_S, retryAfter));
    } else {
      this.show(undefined);
      notice(words().visit[outcome]);
    }
  }

  private get waiting(): boolean {
    return this.timer !== undefined;
  }

  /** Spread, so that all who wait do not come as one. */
  private wait(seconds: number): void {
    const until = Date.now() + seconds * 1000 * (1 + Math.random() / 4);
    const first = !this.waiting;
    clearInterval(this.timer);
    const tick = (): void => {
      const left = Math.ceil((until - Date.now()) / 1000);
      this.show(Math.max(0, left));
      if (left <= 0) {
        clearInterval(this.timer);
        void this.ask();
      }
    };
    this.timer = setInterval(tick, 1000);
    tick();
    if (first) {
      notice('');
      byId('waiting-text').textContent = words().visit.full; // once shown, so that it is read out
      byId('stop-waiting').focus();
    }
  }

  private show(seconds: number | undefined): void {
    if (seconds === undefined) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
    byId('waiting').hidden = seconds === undefined;
    byId('visit').hidden = seconds !== undefined;
    byId('next-try').textContent = filled(words().nextTry, { seconds: String(seconds ?? 0) });
  }
}
