// SPDX-License-Identifier: Apache-2.0
/**
 * A browser's media side for tests: full ICE in the controlling role, DTLS client or server, SRTP.
 * Entry class: {@link ringway.agw.peer.WebRtcPeer}. Shares no code with the media function, so that
 * a mistake there is not made here as well.
 *
 * <p>Thread rule: a peer is used by one test thread; it receives on a thread of its own.
 */
@NullMarked
package ringway.agw.peer;

import org.jspecify.annotations.NullMarked;
