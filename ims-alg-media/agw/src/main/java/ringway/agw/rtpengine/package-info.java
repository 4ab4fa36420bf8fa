// SPDX-License-Identifier: Apache-2.0
/**
 * Browsers served by rtpengine, for operators who run it already: ICE, DTLS and SRTP (TS 23.334
 * §5.20) are its work, driven by its NG protocol over UDP or WebSocket. Entry class: {@link
 * ringway.agw.rtpengine.RtpengineAccess}.
 *
 * <p>NG commands are JSON, which rtpengine takes beside bencode: Jackson is here, and of the few
 * bencode libraries for Java none is kept up.
 *
 * <p>Thread rule: commands wait, on threads of controllers or virtual ones; each rtpengine has a
 * virtual thread that watches it; packets never wait for a command.
 */
@NullMarked
package ringway.agw.rtpengine;

import org.jspecify.annotations.NullMarked;
