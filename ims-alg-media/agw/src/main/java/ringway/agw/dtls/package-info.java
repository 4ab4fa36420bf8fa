// SPDX-License-Identifier: Apache-2.0
/**
 * DTLS 1.2 with use_srtp (RFC 5764, RFC 8827 §6.5) on Bouncy Castle, fed with datagrams and handing
 * datagrams out: sockets are elsewhere. Entry class: {@link ringway.agw.dtls.DtlsAssociation}.
 *
 * <p>Thread rule: an association lives on a virtual thread of its own, which blocks until its
 * bounded queue has a datagram; {@code receive} and {@code close} may be called from any thread and
 * never wait.
 */
@NullMarked
package ringway.agw.dtls;

import org.jspecify.annotations.NullMarked;
