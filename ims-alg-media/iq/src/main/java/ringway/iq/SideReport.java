// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.util.Optional;

/**
 * What passed on one side of a stream, and how well (RFC 3550 §6.4).
 *
 * @param codec the last one heard from this side, else sent to it, such as {@code PCMA}
 * @param received from the peer of this side
 * @param lost packets of the peer that never came, as their numbers tell
 * @param jitterMillis of what came, as it is now
 * @param peer what the peer reports about that which was sent to it; empty before its first report
 */
public record SideReport(
    Optional<String> codec,
    Counters sent,
    Counters received,
    long lost,
    double jitterMillis,
    Optional<Peer> peer) {
  public static final SideReport NOTHING =
      new SideReport(
          Optional.empty(), new Counters(0, 0), new Counters(0, 0), 0, 0, Optional.empty());

  /**
   * @param octets of RTP, headers included
   */
  public record Counters(long packets, long octets) {}

  /**
   * @param roundTripMillis empty until the peer has answered a report of ours
   */
  public record Peer(long lost, double jitterMillis, Optional<Double> roundTripMillis) {}
}
