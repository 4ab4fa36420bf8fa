// SPDX-License-Identifier: Apache-2.0
/**
 * The eIMS-AGW (TS 23.334 with §5.20 for WebRTC): media between browsers (ICE, DTLS-SRTP) and the
 * IMS core (plain RTP), controlled over Iq. Entry class: {@link ringway.agw.MediaFunction}.
 *
 * <p>Thread rule: see the packages below; the entry class is started and closed by one thread.
 */
@NullMarked
package ringway.agw;

import org.jspecify.annotations.NullMarked;
