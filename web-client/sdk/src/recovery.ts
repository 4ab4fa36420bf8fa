// SPDX-License-Identifier: Apache-2.0
import { WicError } from './errors.js';

const AGAIN_MS = 2_000;

/** What a recovery needs from its call. */
export interface Recoverable {
  /** Sends a re-INVITE with ICE restart over the connection there is now. */
  restart(): Promise<void>;
  abort(error: WicError): void;
  /** Whether sound can flow. */
  mediaUp(): boolean;
  /** The call is being recovered, or is as it was. */
  changed(recovering: boolean): void;
  lost(): void;
}

/**
 * Carries an answered call over the loss of its WebSocket or of its path for sound: when there is a
 * registration again, the dialog gets a re-INVITE with ICE restart over the new flow. What is not
 * back within the grace time is lost.
 */
export class Recovery {
  private flow = true;
  private attempting = false;
  private grace: ReturnType<typeof setTimeout> | undefined;
  private again: ReturnType<typeof setTimeout> | undefined;
  private offered = false;

  constructor(
    private readonly call: Recoverable,
    private readonly graceMs: number,
  ) {}

  get running(): boolean {
    return this.grace !== undefined;
  }

  flowLost(): void {
    this.flow = false;
    this.begin();
    this.call.abort(new WicError('unreachable', 'the connection was lost'));
  }

  /** The connection to the network is gone, or there again. */
  flowIs(up: boolean): void {
    if (!up) {
      this.flowLost();
      return;
    }
    this.flow = true;
    if (this.running) {
      void this.attempt();
    }
  }

  /** Sound has no way any more, or the way we had belongs to another network. */
  mediaLost(): void {
    this.begin();
    void this.attempt();
  }

  /** To be told whenever ICE changes. */
  mediaChanged(): void {
    if (this.running && this.offered && !this.attempting && this.call.mediaUp()) {
      this.stop();
      this.call.changed(false);
    }
  }

  stop(): void {
    clearTimeout(this.grace);
    clearTimeout(this.again);
    this.grace = undefined;
    this.offered = false;
  }

  private begin(): void {
    this.offered = false;
    if (!this.running) {
      this.grace = setTimeout(() => {
        this.stop();
        this.call.lost();
      }, this.graceMs);
      this.call.changed(true);
    }
  }

  /** A plain no is the network's last word; what may pass is asked again. */
  private failed(error: unknown): void {
    const status = error instanceof WicError ? (error.status ?? 0) : 0;
    if (this.running && status >= 400 && status !== 401 && status !== 491 && !(status >= 500 && status < 600)) {
      this.stop();
      this.call.lost();
    } else {
      this.again = setTimeout(() => void this.attempt(), AGAIN_MS);
    }
  }

  private async attempt(): Promise<void> {
    if (!this.flow || this.attempting || !this.running) {
      return;
    }
    clearTimeout(this.again);
    this.attempting = true;
    try {
      await this.call.restart();
      this.offered = true;
    } catch (error) {
      this.failed(error);
    } finally {
      this.attempting = false;
    }
    this.mediaChanged();
  }
}
