// SPDX-License-Identifier: Apache-2.0
import type { RTCSession } from 'jssip/lib/RTCSession.js';
import { callError, WicError } from './errors.js';
import { sendReinvite } from './session-inside.js';

const BUSY_MS = 250;
const MOST_BUSY = 20;

/**
 * The re-INVITEs of one call, one at a time. A refusal leaves the call as it was (RFC 3261 §14.1);
 * JsSIP tries again once after 491.
 */
export class Renegotiation {
  private last: Promise<unknown> = Promise.resolve();
  private give: ((error: WicError) => void) | undefined;

  constructor(private readonly session: RTCSession) {}

  /** @param prepare changes what is offered, right before the offer is made */
  run(restartIce: boolean, prepare: () => void = () => {}): Promise<void> {
    const next = this.last.catch(() => undefined).then(() => this.offer(restartIce, prepare));
    this.last = next;
    return next;
  }

  /** The call or its connection is gone: what is under way gets no answer any more. */
  abort(error: WicError): void {
    this.give?.(error);
  }

  private async offer(restartIce: boolean, prepare: () => void): Promise<void> {
    await this.idle();
    prepare();
    try {
      await new Promise<void>((resolve, reject) => {
        this.give = reject;
        sendReinvite(this.session, restartIce, resolve, (status) => reject(refusal(status)));
      });
    } catch (error) {
      await this.takeBack();
      throw error;
    } finally {
      this.give = undefined;
    }
  }

  /** The other end may be in the middle of an offer of its own. */
  private async idle(): Promise<void> {
    for (let round = 0; !this.session.isReadyToReOffer(); round++) {
      if (round === MOST_BUSY || this.session.isEnded()) {
        throw new WicError('wrong-state', 'the call cannot be changed now');
      }
      await new Promise((resolve) => setTimeout(resolve, BUSY_MS));
    }
  }

  private async takeBack(): Promise<void> {
    const { connection } = this.session;
    if (connection?.signalingState === 'have-local-offer') {
      await connection.setLocalDescription({ type: 'rollback' }).catch(() => undefined);
    }
  }
}

function refusal(status: number | undefined): WicError {
  return status === undefined
    ? new WicError('media-refused', 'the answer of the other end cannot be used')
    : callError(status);
}
