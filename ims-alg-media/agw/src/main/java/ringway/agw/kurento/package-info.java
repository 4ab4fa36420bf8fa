// SPDX-License-Identifier: Apache-2.0
/**
 * Browsers served by Kurento Media Server: ICE, DTLS and SRTP (TS 23.334 §5.20) are its work, by a
 * WebRtcEndpoint joined with an RtpEndpoint that faces our own RTP and is negotiated once. Entry
 * class: {@link ringway.agw.kurento.KurentoAccess}.
 *
 * <p>Driven by the Kurento Java client over a connection of our own: the client's hands events to
 * threads without number in no order, stops its heartbeat after a reconnect, and takes its time
 * limits from properties of the whole process.
 *
 * <p>Thread rule: commands wait, on threads of controllers or virtual ones; each Kurento has a
 * virtual thread that watches it and one that takes its events, in order, to the queue of their
 * call; packets never wait for a command.
 */
@NullMarked
package ringway.agw.kurento;

import org.jspecify.annotations.NullMarked;
