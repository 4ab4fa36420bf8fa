// SPDX-License-Identifier: Apache-2.0
/**
 * Mw: SIP towards the IMS core over UDP, TCP and TLS (RFC 3261 §18, RFC 3263). {@link
 * ringway.epcscf.mw.CoreTransport} owns the sockets and finds a link to a next hop; how replies
 * find their way back ({@code received}, {@code rport}) is settled here.
 *
 * <p>Thread rule: one thread reads the UDP socket, one each TCP connection; they parse and hand on,
 * and never wait for the proxy. Everything public is thread-safe.
 */
@NullMarked
package ringway.epcscf.mw;

import org.jspecify.annotations.NullMarked;
