// SPDX-License-Identifier: Apache-2.0
import { C } from 'jssip';
import type { IncomingResponse } from 'jssip/lib/SIPMessage.js';
import type { AnswerOptions, EndEvent, RTCSession } from 'jssip/lib/RTCSession.js';
import type { CallContext, CallEnd } from './call-types.js';
import type { PictureSource } from './camera.js';
import { callError, WicError } from './errors.js';
import type { Recovery } from './recovery.js';
import { trickle, TRICKLE_HEADER } from './trickle.js';

const SESSION_EXPIRES_S = 1800; // RFC 4028 §4

type SessionOptions = AnswerOptions & { extraHeaders: string[] };

export function dialOptions(context: CallContext): SessionOptions {
  const options = answerOptions(context);
  return { ...options, extraHeaders: [...context.callHeaders(), ...options.extraHeaders] };
}

/** @param video the picture that is answered with */
export function answerOptions({ iceServers, gatherLimitMs }: CallContext, video?: PictureSource): SessionOptions {
  return {
    extraHeaders: gatherLimitMs === undefined ? [TRICKLE_HEADER] : [],
    mediaConstraints: { audio: true, video: video !== undefined },
    pcConfig: connectionOptions(iceServers),
    sessionTimersExpires: SESSION_EXPIRES_S,
  };
}

export function connectionOptions(iceServers: readonly RTCIceServer[]): RTCConfiguration {
  return { iceServers: [...iceServers], bundlePolicy: 'max-bundle' };
}

/** @param limitMs how long to wait for more candidates after the first; not at all when undefined */
export function carryCandidates(session: RTCSession, limitMs: number | undefined): void {
  if (limitMs === undefined) {
    trickle(session);
  } else {
    limitGathering(session, limitMs);
  }
}

function limitGathering(session: RTCSession, limitMs: number): void {
  let running = false;
  session.on('icecandidate', ({ ready }) => {
    if (!running) {
      running = true;
      setTimeout(() => {
        running = false;
        ready();
      }, limitMs);
    }
  });
}

/**
 * Whether a call outlives what JsSIP would end it for: a connection that broke, sound without a way,
 * an answer that did not come because of either.
 *
 * @param answered whether both ends have talked
 */
export function keptInTrouble(
  cause: string,
  reason: string | undefined,
  recovery: Recovery,
  answered: boolean,
): boolean {
  const { causes } = C;
  if (cause === causes.CONNECTION_ERROR && answered) {
    recovery.flowLost();
    return true;
  }
  if (cause === causes.RTP_TIMEOUT && answered) {
    recovery.mediaLost();
    return true;
  }
  return cause === causes.REQUEST_TIMEOUT && reason === causes.REQUEST_TIMEOUT && recovery.running;
}

/**
 * JsSIP's word for how a session went, in ours.
 *
 * @param asked whether the application asked for the end
 * @param failure why we ended it, when not by a plain hang-up
 */
export function callEnd(event: EndEvent, asked: boolean, failure: WicError | undefined): CallEnd {
  const originator: string = event.originator;
  const by = originator === 'local' || originator === 'remote' ? originator : 'network';
  const error = failure ?? errorOf(event, asked || by === 'remote');
  return { by: error?.code === 'lost' ? 'network' : by, error };
}

function errorOf({ cause, message }: EndEvent, asked: boolean): WicError | undefined {
  const { causes } = C;
  switch (cause) {
    case causes.RTP_TIMEOUT:
      return new WicError('media-failed', 'no connection for the sound could be made');
    case causes.WEBRTC_ERROR:
    case causes.BAD_MEDIA_DESCRIPTION:
    case causes.MISSING_SDP:
      return new WicError('media-refused', 'the two ends have no way of sending sound in common');
    case causes.DIALOG_ERROR:
      return new WicError('lost', 'the network does not know this call any more');
    case causes.NO_ANSWER:
    case causes.EXPIRES:
      return new WicError('no-answer', 'nobody answered');
    case causes.BYE:
    case causes.CANCELED:
    case causes.REJECTED:
      if (asked && !isResponse(message)) {
        return undefined;
      }
  }
  if (isResponse(message)) {
    return message.status_code === 487 ? undefined : callError(message.status_code);
  }
  // JsSIP also says CANCELED when the connection broke before an answer.
  return new WicError('network', 'the network failed');
}

function isResponse(message: EndEvent['message'] | null): message is IncomingResponse {
  return message !== null && 'status_code' in message;
}
