// SPDX-License-Identifier: Apache-2.0
/**
 * The core side of a stream: plain RTP/AVP and RTCP (RFC 3550) on a pair of ports. Entry classes:
 * {@link ringway.agw.rtp.RtpSockets}, which opens terminations, and {@link
 * ringway.agw.rtp.RtpTermination}.
 *
 * <p>RTP passes with its SSRC, sequence numbers and time stamps untouched. Reports end here on both
 * sides and new ones are made ({@link ringway.agw.rtp.RtpSession}): a core leg did not negotiate
 * the browser's AVPF compounds, and loss and round trip are to be told apart by side.
 *
 * <p>Thread rule: a termination is served by one shard for its whole life; {@code send} alone is
 * called by others, one at a time: the receiver of the WebRTC port, and who plays transcoded
 * speech.
 */
@NullMarked
package ringway.agw.rtp;

import org.jspecify.annotations.NullMarked;
