// SPDX-License-Identifier: Apache-2.0
import type { RTCSession } from 'jssip/lib/RTCSession.js';
import type { Hold } from './call-types.js';
import { markHeld } from './session-inside.js';

/** Which end of one call has put the other on hold. */
export class Holding {
  state: Hold = { local: false, remote: false };

  /** @param changed is told of every change */
  constructor(private readonly changed: () => void) {}

  /** Whether neither end holds the other. */
  get open(): boolean {
    return !this.state.local && !this.state.remote;
  }

  /**
   * Holds the other end or lets it go; a refusal leaves everything as it was.
   *
   * @param offer makes an offer of what was prepared
   */
  async set(session: RTCSession, local: boolean, offer: (prepare: () => void) => Promise<void>): Promise<void> {
    if (this.state.local === local) {
      return;
    }
    try {
      await offer(() => direct(session, local));
    } catch (error) {
      direct(session, !local);
      throw error;
    }
    this.state = { ...this.state, local };
    this.changed();
  }

  /** One of the ends has said so. */
  told(originator: string, remote: boolean): void {
    if (originator === 'remote') {
      this.state = { ...this.state, remote };
      this.changed();
    }
  }
}

function direct(session: RTCSession, held: boolean): void {
  markHeld(session, held);
  const audio = session.connection.getTransceivers().filter(({ receiver }) => receiver.track.kind === 'audio');
  audio.forEach((transceiver) => (transceiver.direction = held ? 'sendonly' : 'sendrecv'));
}
