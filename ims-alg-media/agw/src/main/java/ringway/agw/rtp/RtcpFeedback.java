// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** What a receiver wants of a sender (RFC 4585 §6, RFC 5104 §4.3.1). */
public sealed interface RtcpFeedback {
  int TRANSPORT = 205;
  int PAYLOAD = 206;
  int NACK = 1;
  int PLI = 1;
  int FIR = 4;

  /** A peer that asks for more than this in one packet asks for nothing that could be mended. */
  int MOST = 16;

  /** Of the stream this is about. */
  int source();

  /** A picture that needs none before it: PLI and FIR alike. */
  record Intra(int source) implements RtcpFeedback {}

  /**
   * Packets to be sent again.
   *
   * @param places a sequence number and the mask of the sixteen after it each, as they stand in the
   *     packet
   */
  record Lost(int source, List<Integer> places) implements RtcpFeedback {
    private static final int MASK = 16;

    /** Without the numbers for which this holds; empty when none is left. */
    public Optional<Lost> without(IntPredicate found) {
      List<Integer> rest = new ArrayList<>();
      for (int place : places) {
        for (int i = 0; i <= MASK; i++) {
          boolean named = i == 0 || (place >>> i - 1 & 1) != 0;
          int number = (place >>> MASK) + i & 0xffff;
          if (named && !found.test(number)) {
            rest.add(number << MASK);
          }
        }
      }
      return rest.isEmpty() ? Optional.empty() : Optional.of(new Lost(source, List.copyOf(rest)));
    }
  }

  /** What a compound packet asks for; whatever is malformed ends the reading. */
  static List<RtcpFeedback> of(Packet packet) {
    List<RtcpFeedback> found = new ArrayList<>(1);
    int at = 0;
    while (at + 12 <= packet.getLength() && found.size() < MOST) {
      int end = at + 4 + 4 * packet.uint16(at + 2);
      if (packet.at(at) >>> 6 != 2 || end > packet.getLength()) {
        break;
      }
      int type = packet.at(at + 1);
      int format = packet.at(at) & 0x1f;
      if (end - at >= 12 && type == PAYLOAD && format == PLI) {
        found.add(new Intra(packet.int32(at + 8)));
      } else if (type == PAYLOAD && format == FIR) {
        for (int entry = at + 12; entry + 8 <= end && found.size() < MOST; entry += 8) {
          found.add(new Intra(packet.int32(entry)));
        }
      } else if (end - at > 12 && type == TRANSPORT && format == NACK) {
        List<Integer> places = new ArrayList<>();
        for (int place = at + 12; place + 4 <= end; place += 4) {
          places.add(packet.int32(place));
        }
        found.add(new Lost(packet.int32(at + 8), List.copyOf(places)));
      }
      at = end;
    }
    return found;
  }
}
