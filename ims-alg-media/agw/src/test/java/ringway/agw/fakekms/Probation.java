// SPDX-License-Identifier: Apache-2.0
package ringway.agw.fakekms;

import java.util.HashMap;
import java.util.Map;
import ringway.agw.rtp.Packet;

/**
 * A source is heard once two packets of it have come in a row (RFC 3550 §A.1, GStreamer's rtpbin);
 * those before are lost. One thread.
 */
final class Probation {
  private static final int MIN_SEQUENTIAL = 2;

  private static final class Source {
    private int next;
    private int inARow;

    boolean passes(int sequence) {
      if (inARow < MIN_SEQUENTIAL) {
        inARow = inARow > 0 && sequence == next ? inARow + 1 : 1;
        next = sequence + 1 & 0xffff;
      }
      return inARow == MIN_SEQUENTIAL;
    }
  }

  private final Map<Integer, Source> sources = new HashMap<>();

  boolean passes(Packet packet) {
    return sources
        .computeIfAbsent(packet.ssrc(), _ -> new Source())
        .passes(packet.sequenceNumber());
  }
}
