// SPDX-License-Identifier: Apache-2.0
/**
 * Peers for the tests of the lab core: hand-written SIP text and real RTP over real sockets.
 *
 * <p>Nothing here uses the SIP stack under test. Entry classes: {@code Lab}, {@code SipPeer},
 * {@code RtpPeer}. Thread rule: a test's own thread; each peer has one reading thread.
 */
@NullMarked
package ringway.imscore.support;

import org.jspecify.annotations.NullMarked;
