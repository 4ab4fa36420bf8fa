// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import ringway.runtime.http.AddressRange;

/**
 * Who is at the other end of a connection.
 *
 * @param remote the client itself, where a trusted balancer told it
 * @param tls the version of TLS up to us; empty for none
 */
record Peer(InetSocketAddress remote, boolean secure, Optional<String> tls) {
  /** A household or a handset has a whole IPv6 network of this size to come from. */
  private static final int IPV6_SITE = 64;

  static Peer of(Request request, Balancers balancers) {
    return new Peer(
        balancers.client(request),
        request.isSecure(),
        Optional.ofNullable(request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE))
            .map(data -> ((EndPoint.SslSessionData) data).sslSession().getProtocol()));
  }

  /** What limits for one address go by. */
  static String site(InetSocketAddress remote) {
    String address = remote.getAddress().getHostAddress();
    return remote.getAddress() instanceof Inet6Address
        ? AddressRange.prefix(address.replaceFirst("%.*", ""), IPV6_SITE).orElse(address)
        : address;
  }
}
