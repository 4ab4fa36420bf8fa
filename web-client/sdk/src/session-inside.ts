// SPDX-License-Identifier: Apache-2.0
import type { IncomingResponse } from 'jssip/lib/SIPMessage.js';
import type { RTCSession, TerminateOptions } from 'jssip/lib/RTCSession.js';

/**
 * What JsSIP has but does not declare. Its own hold and re-negotiation end the call when the other
 * end says no; a call that is to outlive a refusal needs the request beneath them. The version of
 * JsSIP is pinned for this.
 */
interface Inside {
  _localHold: boolean;
  _dialog?: { readonly id: { call_id: string; local_tag: string; remote_tag: string } };
  _sendReinvite(options: {
    rtcOfferConstraints: RTCOfferOptions | null;
    eventHandlers: { succeeded: () => void; failed: (response?: IncomingResponse) => void };
  }): void;
}

function inside(session: RTCSession): Inside {
  return session as unknown as Inside;
}

/** Sends an offer in the dialog and tells how it went; {@link RTCSession.isReadyToReOffer} goes before. */
export function sendReinvite(
  session: RTCSession,
  restartIce: boolean,
  succeeded: () => void,
  failed: (status: number | undefined) => void,
): void {
  inside(session)._sendReinvite({
    rtcOfferConstraints: restartIce ? { iceRestart: true } : null,
    eventHandlers: { succeeded, failed: (response) => failed(response?.status_code) },
  });
}

/** Lets JsSIP write the direction of the next offer. */
export function markHeld(session: RTCSession, held: boolean): void {
  inside(session)._localHold = held;
}

/**
 * This session as REFER's option `replaces` reads one. JsSIP takes the tags of the first request,
 * which are the wrong way round in a call we were given (RFC 3891 §3).
 */
export function asReplaced(session: RTCSession): RTCSession | undefined {
  const id = inside(session)._dialog?.id;
  if (id === undefined) {
    return undefined;
  }
  const replaced = {
    _request: { call_id: id.call_id },
    _to_tag: id.remote_tag,
    _from_tag: id.local_tag,
  };
  return replaced as unknown as RTCSession;
}

/** Lets `kept` decide about every end that JsSIP comes to by itself: a call may outlive its cause. */
export function guardEnd(
  session: RTCSession,
  kept: (cause: string, reason: string | undefined) => boolean,
): void {
  const terminate = session.terminate.bind(session);
  session.terminate = (options?: TerminateOptions) => {
    if (options?.cause === undefined || !kept(options.cause, options.reason_phrase)) {
      terminate(options);
    }
  };
}
