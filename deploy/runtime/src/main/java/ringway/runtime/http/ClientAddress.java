// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import java.util.List;
import java.util.stream.Stream;

/**
 * Where a browser really is, for limits: behind a balancer every peer looks the same. Of an IPv6
 * address the network of its household.
 */
public final class ClientAddress {
  /** A household or a handset has a whole IPv6 network of this size to try from. */
  private static final int IPV6_SITE = 64;

  private final List<AddressRange> balancers;

  /**
   * @param balancers whose word about the address is believed
   */
  public ClientAddress(List<AddressRange> balancers) {
    this.balancers = List.copyOf(balancers);
  }

  /**
   * The peer, or what trusted balancers report of it: in {@code X-Forwarded-For} the rightmost
   * address that is none of theirs, since all before it was written by whoever likes.
   */
  public String of(HttpRequest request) {
    String peer = request.remoteAddress();
    List<String> chain =
        Stream.concat(
                request.headers("X-Forwarded-For").stream()
                    .flatMap(value -> Stream.of(value.split(",")))
                    .map(String::strip),
                Stream.of(peer))
            .toList();
    String found = peer;
    for (String hop : chain.reversed()) {
      if (AddressRange.prefix(hop, 0).isEmpty()) {
        break; // no address: the last one believed has to do
      }
      found = hop;
      if (!isBalancer(hop)) {
        break;
      }
    }
    return found.contains(":") ? AddressRange.prefix(found, IPV6_SITE).orElse(found) : found;
  }

  private boolean isBalancer(String address) {
    return balancers.stream().anyMatch(range -> range.contains(address));
  }
}
