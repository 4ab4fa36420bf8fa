// SPDX-License-Identifier: Apache-2.0
/**
 * The core side of a stream: plain RTP/AVP and RTCP (RFC 3550) on a pair of ports. Entry classes:
 * {@link ringway.agw.rtp.RtpSockets}, which opens terminations, and {@link
 * ringway.agw.rtp.RtpTermination}.
 *
 * <p>RTP passes with its SSRC, sequence numbers and time stamps untouched. Reports to the core are
 * our own, made from what was relayed, since the browser's are AVPF compounds a core leg did not
 * negotiate; reports from the core are handed on to the browser, whose SSRC they name.
 *
 * <p>Thread rule: a termination is served by one selector thread for its whole life; {@code send}
 * alone is called by another thread, the receiver of the WebRTC port.
 */
@NullMarked
package ringway.agw.rtp;

import org.jspecify.annotations.NullMarked;
