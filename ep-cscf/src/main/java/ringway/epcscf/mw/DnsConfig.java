// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How names on Mw are resolved.
 *
 * @param servers addresses of DNS servers, {@code address} or {@code address:port}; those of the
 *     system when empty
 * @param timeout of one question to one server
 * @param maxTtl longest time an answer is kept, whatever its TTL
 */
public record DnsConfig(List<String> servers, Duration timeout, Duration maxTtl) {
  private static final int DNS_PORT = 53;

  public DnsConfig {
    servers = List.copyOf(servers);
    servers.forEach(DnsConfig::address);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be above 0");
    }
    if (maxTtl.isNegative() || maxTtl.compareTo(Duration.ofDays(7)) > 0) {
      throw new IllegalArgumentException("max-ttl must be 0s to 7d");
    }
  }

  List<InetSocketAddress> addresses() {
    return servers.stream().map(DnsConfig::address).toList();
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    boolean bare = colon < 0 || (text.indexOf(':') != colon && !text.contains("]:"));
    String host = bare ? text : text.substring(0, colon);
    try {
      return new InetSocketAddress(
          InetAddress.ofLiteral(host.replace("[", "").replace("]", "")),
          bare ? DNS_PORT : Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "servers must be addresses such as 192.0.2.53 or 192.0.2.53:53, found " + text, e);
    }
  }
}
