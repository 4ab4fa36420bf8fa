// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import java.net.InetSocketAddress;
import java.util.Locale;

/**
 * One server a request may go to (RFC 3263 §4).
 *
 * @param name what the URI said, before any look-up: with TLS the certificate must be of it
 * @param large whether a large request may take TCP instead of UDP: the URI left the choice
 */
record Candidate(Transport transport, InetSocketAddress address, String name, boolean large) {
  enum Transport {
    UDP,
    TCP,
    TLS;

    int defaultPort() {
      return this == TLS ? 5061 : 5060;
    }
  }

  @Override
  public String toString() {
    return transport.name().toLowerCase(Locale.ROOT)
        + " "
        + address.getAddress().getHostAddress()
        + ":"
        + address.getPort();
  }
}
