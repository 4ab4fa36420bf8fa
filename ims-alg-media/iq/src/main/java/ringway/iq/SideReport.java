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
 * @param playOut of what came and was transcoded; empty when nothing was
 */
public record SideReport(
    Optional<String> codec,
    Counters sent,
    Counters received,
    long lost,
    double jitterMillis,
    Optional<Peer> peer,
    Optional<PlayOut> playOut) {
  public static final SideReport NOTHING =
      new SideReport(
          Optional.empty(), new Counters(0, 0), new Counters(0, 0), 0, 0, Optional.empty());

  /** Of a side that is relayed. */
  public SideReport(
      Optional<String> codec,
      Counters sent,
      Counters received,
      long lost,
      double jitterMillis,
      Optional<Peer> peer) {
    this(codec, sent, received, lost, jitterMillis, peer, Optional.empty());
  }

  /** The same with what the play-out buffer did. */
  public SideReport with(Optional<PlayOut> buffer) {
    return new SideReport(codec, sent, received, lost, jitterMillis, peer, buffer);
  }

  /**
   * @param octets of RTP, headers included
   */
  public record Counters(long packets, long octets) {}

  /**
   * @param roundTripMillis empty until the peer has answered a report of ours
   */
  public record Peer(long lost, double jitterMillis, Optional<Double> roundTripMillis) {}

  /**
   * What the buffer that speech waits in before it is transcoded had to do.
   *
   * @param concealed frames made up, as nothing was there
   * @param shortened frames left out, as too much was there
   * @param tooLate packets that came after their turn
   */
  public record PlayOut(long concealed, long shortened, long tooLate) {}
}
