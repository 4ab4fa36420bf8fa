// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.text.ParseException;

/** Notes in the top Via where a request really came from. */
final class Arrival {
  private Arrival() {}

  /** RFC 3261 §18.2.1, RFC 3581 §4. */
  static void mark(SIPRequest request, InetSocketAddress source) {
    Via via = request.getTopmostVia();
    String address = source.getAddress().getHostAddress();
    boolean asked = via.hasParameter(Via.RPORT);
    try {
      if (asked || !names(via.getHost(), source.getAddress())) {
        via.setReceived(address);
      } else {
        via.removeParameter(Via.RECEIVED); // whatever the peer claims
      }
      if (asked) {
        via.setParameter(Via.RPORT, Integer.toString(source.getPort()));
      }
    } catch (ParseException e) {
      throw new IllegalStateException("address not taken: " + address, e);
    }
  }

  /** Whether the host is this very address; a name never is, and is not looked up for that. */
  private static boolean names(String host, InetAddress address) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return bare.equalsIgnoreCase(address.getHostAddress());
  }
}
