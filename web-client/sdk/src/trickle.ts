// SPDX-License-Identifier: Apache-2.0
import type { RTCSession } from 'jssip/lib/RTCSession.js';
import { describeAtOnce, isConfirmed } from './session-inside.js';

const CONTENT_TYPE = 'application/trickle-ice-sdpfrag';
const INFO_HEADERS = ['Info-Package: trickle-ice', 'Content-Disposition: Info-Package'];

/** Said in what begins a call (RFC 8840 §4.1). */
export const TRICKLE_HEADER = 'Supported: trickle-ice';

/**
 * Lets descriptions go out before this end knows its addresses, and tells those in one INFO when
 * all are known, to a network that agreed to it (RFC 8840 §4.3). Sound does not wait for that: an
 * ICE-lite gateway learns the addresses by the checks (RFC 8445 §7.3.1.3).
 */
export function trickle(session: RTCSession): void {
  let told = '';
  const tell = (): void => {
    const { localDescription: ours, remoteDescription: theirs, iceGatheringState } = session.connection;
    const taken = /^a=ice-options:.*\btrickle\b/m.test(theirs?.sdp ?? '');
    if (!taken || iceGatheringState !== 'complete' || !isConfirmed(session)) {
      return;
    }
    const fragment = fragmentOf(ours?.sdp ?? '');
    if (fragment !== told) {
      told = fragment;
      session.sendInfo(CONTENT_TYPE, fragment, { extraHeaders: INFO_HEADERS });
    }
  };
  const follow = (connection: RTCPeerConnection): void =>
    connection.addEventListener('icegatheringstatechange', tell);
  describeAtOnce(session);
  session.on('confirmed', tell);
  session.on('peerconnection', ({ peerconnection }) => follow(peerconnection));
  if (session.connection !== null) {
    follow(session.connection);
  }
}

/** Credentials and candidates of a description, for each media line that has some (RFC 8840 §9). */
export function fragmentOf(sdp: string): string {
  return sdp
    .split(/^(?=m=)/m)
    .filter((section) => /^m=/.test(section) && section.includes('a=candidate:'))
    .map((section) => {
      const lines = section.split(/\r?\n/).filter((line) => /^(m=|a=(mid|ice-ufrag|ice-pwd|candidate):)/.test(line));
      return [...lines, 'a=end-of-candidates', ''].join('\r\n');
    })
    .join('');
}
