// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import java.util.Optional;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.ReplayList;
import ringway.agw.rtp.SourceTable;

/** RTP in one direction: a key for all sources, a replay list for each (RFC 3711 §3.2.3). */
final class SrtpDirection {
  private final SrtpTransform transform;
  private final SourceTable sources = new SourceTable();

  SrtpDirection(SrtpTransform transform) {
    this.transform = transform;
  }

  synchronized Optional<Drop> protect(Packet packet) {
    if (packet.room() < transform.overhead()) {
      return Optional.of(Drop.RTP_INVALID);
    }
    Optional<ReplayList> source = sources.findOrAdd(packet.ssrc());
    if (source.isEmpty()) {
      return Optional.of(Drop.TOO_MANY_SOURCES);
    }
    ReplayList passed = source.get();
    long index = passed.index(packet.sequenceNumber());
    if (!passed.isFresh(index)) {
      return Optional.of(Drop.SRTP_REPLAYED); // never a key stream twice, §9.1
    }
    passed.add(index);
    transform.protect(packet, index);
    return Optional.empty();
  }

  synchronized Optional<Drop> unprotect(Packet packet) {
    if (!packet.isRtp() || packet.getLength() < packet.payloadOffset() + transform.overhead()) {
      return Optional.of(Drop.RTP_INVALID);
    }
    Optional<ReplayList> known = sources.find(packet.ssrc());
    if (known.isEmpty() && sources.full()) {
      return Optional.of(Drop.TOO_MANY_SOURCES);
    }
    ReplayList passed = known.isPresent() ? known.get() : new ReplayList();
    long index = passed.index(packet.sequenceNumber());
    if (!passed.isFresh(index)) {
      return Optional.of(Drop.SRTP_REPLAYED);
    }
    if (!transform.unprotect(packet, index)) {
      return Optional.of(Drop.SRTP_FORGED);
    }
    if (known.isEmpty()) {
      sources.add(packet.ssrc(), passed); // only now: a forged packet must not take a place
    }
    passed.add(index); // of authentic packets alone, §3.3
    return Optional.empty();
  }
}
