// SPDX-License-Identifier: Apache-2.0
import type { Access, AccessSource } from './access.js';
import { WicError } from './errors.js';

const MARGIN_MS = 60_000;
const RETRY_MS = 5_000;
const SHORTEST_TIMER_MS = 1_000;
const LONGEST_TIMER_MS = 0x7fffffff;

/** What the keeper tells its owner. */
export interface AccessEvents {
  renewed(access: Access): void;
  signedOut(error: WicError): void;
}

/**
 * Holds the current access and renews it before its token ends (RFC 8898 §2.1.1). One fetch at a
 * time, whoever asks.
 */
export class AccessKeeper {
  private pending: Promise<Access> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  /** Whether a refused token was handed out again; the next one is asked for once more. */
  private sameAgain = false;
  /** Of the token when we got it, in milliseconds. */
  private lifetime = 0;

  private constructor(
    private readonly source: AccessSource,
    private access: Access,
    private readonly events: AccessEvents,
  ) {}

  static async open(source: AccessSource, events: AccessEvents): Promise<AccessKeeper> {
    const keeper = new AccessKeeper(source, await source(), events);
    keeper.schedule();
    return keeper;
  }

  get current(): Access {
    return this.access;
  }

  /** The current access, or a new one when the token is about to end: after sleep, timers are late. */
  async fresh(): Promise<Access> {
    if (this.renewalDue() > 0) {
      return this.access;
    }
    try {
      return await this.renew();
    } catch (error) {
      const valid = this.access.expiresAt.getTime() > Date.now();
      if (valid && !this.stopped) {
        return this.access;
      }
      throw error;
    }
  }

  /**
   * Fetches a new access now.
   *
   * @param refused whether the network took this token no more
   */
  renew(refused = false): Promise<Access> {
    this.pending ??= this.fetch(refused).finally(() => {
      this.pending = undefined;
    });
    return this.pending;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async fetch(refused: boolean): Promise<Access> {
    try {
      const access = await this.source(refused);
      if (!this.stopped) {
        // A server may not replace a token that is seconds old.
        this.sameAgain = refused && !this.sameAgain && access.accessToken === this.access.accessToken;
        this.access = access;
        this.schedule(this.sameAgain ? RETRY_MS : undefined);
        this.events.renewed(access);
      }
      return access;
    } catch (error) {
      const known =
        error instanceof WicError
          ? error
          : new WicError('access-failed', 'the source of access failed');
      if (!this.stopped) {
        if (known.code === 'signed-out') {
          this.stop();
          this.events.signedOut(known);
        } else {
          this.schedule(RETRY_MS);
        }
      }
      throw known;
    }
  }

  /** Milliseconds until the token should be replaced: a minute before it ends, or at 4/5 of a short life. */
  private renewalDue(): number {
    const left = this.access.expiresAt.getTime() - Date.now();
    return left - Math.min(MARGIN_MS, this.lifetime / 5);
  }

  private schedule(delay?: number): void {
    clearTimeout(this.timer);
    if (delay === undefined) {
      this.lifetime = Math.max(0, this.access.expiresAt.getTime() - Date.now());
    }
    const wait = Math.max(SHORTEST_TIMER_MS, delay ?? this.renewalDue());
    const renew = (): void => void this.renew(this.sameAgain).catch(() => undefined);
    this.timer = setTimeout(renew, Math.min(wait, LONGEST_TIMER_MS));
  }
}
