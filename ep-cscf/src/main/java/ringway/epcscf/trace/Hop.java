// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import java.net.InetSocketAddress;

/**
 * Between which two addresses a message went.
 *
 * @param transport as a Via names it: UDP, TCP, TLS, WS, WSS
 * @param peer how the other side is known: the id of a flow, or its address
 */
public record Hop(
    boolean access,
    String transport,
    InetSocketAddress local,
    InetSocketAddress remote,
    String peer) {

  /** The other side without the transport, which may change within a call. */
  String place() {
    return access ? peer : remote.getHostString() + ":" + remote.getPort();
  }

  boolean datagrams() {
    return transport.equals("UDP");
  }
}
