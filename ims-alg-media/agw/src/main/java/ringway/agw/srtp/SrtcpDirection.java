// SPDX-License-Identifier: Apache-2.0
package ringway.agw.srtp;

import java.util.Optional;
import ringway.agw.meter.Drop;
import ringway.agw.rtp.Packet;
import ringway.agw.rtp.ReplayList;
import ringway.agw.rtp.SourceTable;

/** RTCP in one direction (RFC 3711 §3.4), whose packets say their index. */
final class SrtcpDirection {
  private final SrtpTransform transform;
  private final SourceTable sources = new SourceTable();

  SrtcpDirection(SrtpTransform transform) {
    this.transform = transform;
  }

  synchronized Optional<Drop> protect(Packet packet) {
    if (packet.room() < transform.controlOverhead()) {
      return Optional.of(Drop.RTP_INVALID);
    }
    Optional<ReplayList> source = sources.findOrAdd(packet.rtcpSender());
    if (source.isEmpty()) {
      return Optional.of(Drop.TOO_MANY_SOURCES);
    }
    ReplayList sent = source.get();
    long index = sent.highest() + 1;
    sent.add(index);
    transform.protectControl(packet, (int) index);
    return Optional.empty();
  }

  synchronized Optional<Drop> unprotect(Packet packet) {
    if (!packet.isRtcp()
        || packet.getLength() < SrtpTransform.CONTROL_HEADER + transform.controlOverhead()) {
      return Optional.of(Drop.RTP_INVALID);
    }
    int word = transform.controlWord(packet);
    if ((word & SrtpTransform.ENCRYPTED) == 0) {
      return Optional.of(Drop.RTP_INVALID); // RFC 8827 §6.5: nothing goes in clear
    }
    Optional<ReplayList> known = sources.find(packet.rtcpSender());
    if (known.isEmpty() && sources.full()) {
      return Optional.of(Drop.TOO_MANY_SOURCES);
    }
    ReplayList passed = known.isPresent() ? known.get() : new ReplayList();
    int index = word & ~SrtpTransform.ENCRYPTED;
    if (!passed.isFresh(index)) {
      return Optional.of(Drop.SRTP_REPLAYED);
    }
    if (!transform.unprotectControl(packet, index)) {
      return Optional.of(Drop.SRTP_FORGED);
    }
    if (known.isEmpty()) {
      sources.add(packet.rtcpSender(), passed);
    }
    passed.add(index);
    return Optional.empty();
  }
}
