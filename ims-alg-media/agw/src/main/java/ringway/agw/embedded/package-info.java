// SPDX-License-Identifier: Apache-2.0
/**
 * The engine that needs no other process: all WebRTC streams on one UDP port, joined with RTP
 * terminations, relayed without transcoding. Entry class: {@link
 * ringway.agw.embedded.EmbeddedEngine}.
 *
 * <p>Thread rule: one thread receives on the WebRTC port and carries packets to the core; the
 * selector threads of {@code ringway.agw.rtp} carry packets to the browser; handshakes have virtual
 * threads; controllers call from theirs. No lock is taken for a media packet.
 */
@NullMarked
package ringway.agw.embedded;

import org.jspecify.annotations.NullMarked;
