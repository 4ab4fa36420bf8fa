// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import gov.nist.javax.sip.header.Via;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import ringway.epcscf.mw.Candidate.Transport;
import ringway.epcscf.transaction.LinkDown;

/** From what a message says to an address. Name look-ups block. */
final class Target {
  private Target() {}

  /**
   * Where the answer to a request with this Via goes: RFC 3261 §18.2.2, RFC 3581 §4. {@code maddr}
   * is passed over: nothing here has to be multicast, and it would let a peer point answers
   * anywhere.
   */
  static InetSocketAddress ofResponse(Via via, Transport transport) {
    String host = Optional.ofNullable(via.getReceived()).orElseGet(via::getHost);
    int rport = transport == Transport.UDP ? via.getRPort() : -1;
    int port = rport > 0 ? rport : via.getPort();
    return resolve(host, port > 0 ? port : transport.defaultPort());
  }

  private static InetSocketAddress resolve(String host, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new LinkDown(host + " does not resolve", e);
    }
  }
}
