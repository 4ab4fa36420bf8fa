// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ringway.agw.meter.Drop;

/**
 * Refuses packets that have passed before, of the sources of one browser: for engines that check
 * the authenticity of SRTP but not its freshness (RFC 3711 §3.3.2). One thread.
 */
public final class ReplayGuard {
  private static final int WINDOW = 64;
  private static final int MAX_SOURCES = 64; // a browser has one or two

  private static final class Source {
    private final int ssrc;
    private int highest; // sequence number
    private long seen = 1; // one bit for each of the last numbers, the highest is bit 0

    private Source(int ssrc, int sequence) {
      this.ssrc = ssrc;
      highest = sequence;
    }

    private boolean isFresh(int sequence) {
      int ahead = (short) (sequence - highest);
      if (ahead > 0) {
        seen = ahead >= WINDOW ? 1 : seen << ahead | 1;
        highest = sequence;
        return true;
      }
      if (-ahead >= WINDOW || (seen >>> -ahead & 1) != 0) {
        return false;
      }
      seen |= 1L << -ahead;
      return true;
    }
  }

  private final List<Source> sources = new ArrayList<>(2);

  /** A reason when the packet is to be dropped. */
  public Optional<Drop> check(Packet packet) {
    int ssrc = packet.ssrc();
    for (int i = 0; i < sources.size(); i++) {
      Source source = sources.get(i);
      if (source.ssrc == ssrc) {
        return source.isFresh(packet.sequenceNumber())
            ? Optional.empty()
            : Optional.of(Drop.SRTP_REPLAYED);
      }
    }
    if (sources.size() == MAX_SOURCES) {
      return Optional.of(Drop.TOO_MANY_SOURCES);
    }
    sources.add(new Source(ssrc, packet.sequenceNumber()));
    return Optional.empty();
  }
}
