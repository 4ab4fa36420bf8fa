// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import gov.nist.javax.sip.header.Via;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.sip.address.SipURI;
import ringway.epcscf.transaction.LinkDown;

/** From what a message says to an address. Name look-ups block. */
final class Target {
  static final int DEFAULT_PORT = 5060;

  private Target() {}

  /** Where a request for this URI goes. RFC 3261 §19.1.1: maddr comes before the host. */
  static InetSocketAddress of(SipURI uri) {
    String host = uri.getMAddrParam() == null ? uri.getHost() : uri.getMAddrParam();
    return resolve(host, uri.getPort());
  }

  /**
   * Where the answer to a request with this Via goes: RFC 3261 §18.2.2, RFC 3581 §4. {@code maddr}
   * is passed over: nothing here has to be multicast, and it would let a peer point answers
   * anywhere.
   */
  static InetSocketAddress ofResponse(Via via, boolean datagram) {
    String host = Optional.ofNullable(via.getReceived()).orElseGet(via::getHost);
    int rport = datagram ? via.getRPort() : -1;
    return resolve(host, rport > 0 ? rport : via.getPort());
  }

  private static InetSocketAddress resolve(String host, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port > 0 ? port : DEFAULT_PORT);
    } catch (UnknownHostException e) {
      throw new LinkDown(host + " does not resolve", e);
    }
  }
}
