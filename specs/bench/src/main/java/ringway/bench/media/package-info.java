// SPDX-License-Identifier: Apache-2.0
/**
 * {@code ./ringway bench media}: calls of 50 packets a second each way, DTLS-SRTP on one side and
 * plain RTP on the other, through a media function in a process of its own or straight through
 * rtpengine. Entry class: {@link ringway.bench.media.MediaBench}.
 *
 * <p>Thread rule: senders have platform threads, receivers a virtual one for each socket.
 */
@NullMarked
package ringway.bench.media;

import org.jspecify.annotations.NullMarked;
