// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.util.Optional;
import ringway.agw.meter.Drop;

/**
 * Refuses packets that have passed before, of the sources of one browser: for engines that check
 * the authenticity of SRTP but not its freshness (RFC 3711 §3.3.2). One thread.
 */
public final class ReplayGuard {
  private final SourceTable sources = new SourceTable();

  /** A reason when the packet is to be dropped. */
  public Optional<Drop> check(Packet packet) {
    Optional<ReplayList> source = sources.findOrAdd(packet.ssrc());
    if (source.isEmpty()) {
      return Optional.of(Drop.TOO_MANY_SOURCES);
    }
    ReplayList passed = source.get();
    long index = passed.index(packet.sequenceNumber());
    if (!passed.isFresh(index)) {
      return Optional.of(Drop.SRTP_REPLAYED);
    }
    passed.add(index);
    return Optional.empty();
  }
}
