// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import ringway.runtime.http.AddressRange;

/**
 * The balancers before us, who alone may say where a client really is.
 *
 * @param addresses theirs
 * @param protocol how they say it
 */
public record Balancers(List<AddressRange> addresses, Protocol protocol) {
  /** RFC 7239 §4 and §6: the address may be quoted, an IPv6 address is, and may have a port. */
  private static final Pattern FORWARDED_FOR =
      Pattern.compile("(?i)(?:^|;)\\s*for=\"?(\\[[^\\]]*\\]|[^:;\"]+)(?::\\d+)?\"?\\s*(?:;|$)");

  /** How a balancer names the client. */
  public enum Protocol {
    @JsonProperty("none")
    NONE,
    /** The PROXY protocol before everything else, version 1 or 2. */
    @JsonProperty("proxy")
    PROXY,
    /** {@code Forwarded} (RFC 7239) or, without it, {@code X-Forwarded-For}. */
    @JsonProperty("forwarded")
    FORWARDED
  }

  public Balancers {
    addresses = List.copyOf(addresses);
    if (protocol != Protocol.NONE && addresses.isEmpty()) {
      throw new IllegalArgumentException(
          "addresses must name the balancers that are believed, such as 10.1.0.0/16");
    }
  }

  boolean trusts(InetSocketAddress peer) {
    String address = peer.getAddress().getHostAddress();
    return addresses.stream().anyMatch(range -> range.contains(address));
  }

  /**
   * The client: the peer, or the nearest address in what balancers report that is none of theirs,
   * since all before it was written by whoever likes.
   */
  InetSocketAddress client(Request request) {
    // With the PROXY protocol this is the client's address already.
    InetSocketAddress peer =
        (InetSocketAddress) request.getConnectionMetaData().getRemoteSocketAddress();
    if (protocol != Protocol.FORWARDED || !trusts(peer)) {
      return peer;
    }
    InetSocketAddress found = peer;
    for (String hop : hops(request).reversed()) {
      Optional<InetSocketAddress> address = literal(hop);
      if (address.isEmpty()) {
        return found; // no address: the last one believed has to do
      }
      found = address.get();
      if (!trusts(found)) {
        return found;
      }
    }
    return found;
  }

  private static List<String> hops(Request request) {
    List<String> forwarded = request.getHeaders().getValuesList(HttpHeader.FORWARDED);
    return forwarded.isEmpty()
        ? split(request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR)).toList()
        : split(forwarded).map(Balancers::forwardedFor).toList();
  }

  private static Stream<String> split(List<String> lines) {
    return lines.stream().flatMap(line -> Stream.of(line.split(","))).map(String::strip);
  }

  private static String forwardedFor(String element) {
    Matcher matcher = FORWARDED_FOR.matcher(element);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** Literal addresses only: a name must never be looked up here. */
  private static Optional<InetSocketAddress> literal(String hop) {
    String bare =
        hop.startsWith("[") && hop.endsWith("]") ? hop.substring(1, hop.length() - 1) : hop;
    try {
      return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(bare), 0));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
