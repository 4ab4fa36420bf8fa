// SPDX-License-Identifier: Apache-2.0
/**
 * SRTP and SRTCP (RFC 3711, RFC 7714), keyed by DTLS (RFC 5764). Entry class: {@link
 * ringway.agw.srtp.SrtpSession}. Packets are changed in place; the ciphers are the JDK's and
 * OpenSSL's.
 *
 * <p>Thread rule: a session's receiving half belongs to the receiver of the WebRTC port, its
 * sending half to the thread of the stream's RTP sockets. Each half locks all the same: two threads
 * in one context of OpenSSL would write where they should not.
 */
@NullMarked
package ringway.agw.srtp;

import org.jspecify.annotations.NullMarked;
