// SPDX-License-Identifier: Apache-2.0
/**
 * Browsers served by this process: ICE lite (RFC 8445 §2.5), DTLS-SRTP (RFC 5764), all on one UDP
 * port, with another for RTCP without rtcp-mux. Entry class: {@link
 * ringway.agw.embedded.EmbeddedAccess}.
 *
 * <p>Thread rule: one thread receives on the WebRTC port and carries packets to the core; those of
 * the core's sockets send to the browsers, and so do those of the clock for transcoded speech;
 * handshakes have virtual threads; controllers call from theirs. With ICE over TCP, and for RTCP of
 * its own, one more thread receives each. Keys are used under a lock, by one packet at a time
 * (SrtpSession).
 */
@NullMarked
package ringway.agw.embedded;

import org.jspecify.annotations.NullMarked;
