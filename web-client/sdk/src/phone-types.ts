// SPDX-License-Identifier: Apache-2.0
import type { AccessSource } from './access.js';
import type { Call } from './call.js';
import type { WicError } from './errors.js';
import type { Message } from './message.js';
import type { CallStorage } from './saved-calls.js';

/**
 * `connecting`: first connection; `registered`: calls can be made and come in; `reconnecting`: the
 * connection was lost and is tried again; `refused`: the network refused the registration, which is
 * tried again much later; `closed`: over.
 */
export type PhoneState = 'connecting' | 'registered' | 'reconnecting' | 'refused' | 'closed';

/** Who we are on the network. */
export interface Identity {
  readonly impi: string;
  readonly impus: readonly string[];
  /** The SIP identity we register. */
  readonly uri: string;
  /** Our telephone number, when we have one. */
  readonly number: string | undefined;
  readonly domain: string;
}

export interface PhoneEvents {
  state: { readonly state: PhoneState; readonly error: WicError | undefined };
  incoming: Call;
  /** A call of the page before goes on; it is being recovered. */
  resumed: Call;
  message: Message;
}

export interface PhoneOptions {
  /** Where the WWSF hands out the access document; or give `access`. */
  accessUrl?: string;
  /** Called for every access, first and renewed. */
  access?: AccessSource;
  /** UUID that tells this client from the user's other ones; keep it over reloads. */
  instanceId?: string;
  /** Keeps answered calls over reloads, with {@link instanceId}; see `Phone.leave`. */
  callStorage?: CallStorage;
  /** Microphone constraints, as for getUserMedia. */
  microphone?: MediaTrackConstraints;
  /** Loudspeaker of the calls, as {@link listDevices} names it. */
  speaker?: string;
  /** How long an answered call waits for a lost connection; the network gives up by itself, too. */
  callGraceMs?: number;
  /** How long an answered call may be without any way for its sound. */
  mediaLimitMs?: number;
  /**
   * Waits for ICE candidates, so long after the first one, for a network that wants them in the
   * description. Not given, descriptions go out at once and the candidates follow (RFC 8840).
   */
  gatherLimitMs?: number;
  userAgent?: string;
}
