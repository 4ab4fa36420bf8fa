// SPDX-License-Identifier: Apache-2.0
import { C } from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession.js';
import { WicError } from './errors.js';

const TONES = /^[\dA-D#*,]+$/i;
const TONE_MS = 100;
const TONE_GAP_MS = 70;

/**
 * Sends digits as telephone-event (RFC 4733), or by INFO when that was not agreed on; a comma is a
 * pause of two seconds.
 */
export function sendTones(session: RTCSession, tones: string): void {
  if (!TONES.test(tones)) {
    throw new WicError('bad-target', 'tones are the digits, A to D, * and #');
  }
  const sender = session.connection
    .getSenders()
    .map(({ dtmf }) => dtmf)
    .find((dtmf) => dtmf?.canInsertDTMF === true);
  if (sender === undefined || sender === null) {
    session.sendDTMF(tones.toUpperCase(), {
      duration: TONE_MS,
      interToneGap: 500, // JsSIP's least; the answers to INFO come in order then
      transportType: C.DTMF_TRANSPORT.INFO,
    });
  } else {
    sender.insertDTMF(sender.toneBuffer + tones, TONE_MS, TONE_GAP_MS);
  }
}
