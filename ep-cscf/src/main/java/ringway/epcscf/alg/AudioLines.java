// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.ArrayList;
import java.util.List;

/**
 * The audio attributes both profiles share. Descriptions are written from nothing, never by taking
 * lines out of the other side's: so nothing of one profile can slip through into the other.
 */
final class AudioLines {
  private AudioLines() {}

  static List<String> formats(List<Payload> payloads) {
    return payloads.stream().map(payload -> Integer.toString(payload.type())).toList();
  }

  static List<Attribute> attributes(Audio audio) {
    List<Attribute> lines = new ArrayList<>();
    for (Payload payload : audio.payloads()) {
      lines.add(Attribute.of("rtpmap", payload.type() + " " + payload.codec().rtpmap()));
      if (payload.codec() == Codec.TELEPHONE_EVENT) {
        // RFC 4733 §2.4.1: the DTMF digits.
        lines.add(Attribute.of("fmtp", payload.type() + " 0-15"));
      }
    }
    audio.ptime().ifPresent(ms -> lines.add(Attribute.of("ptime", Integer.toString(ms))));
    audio.maxptime().ifPresent(ms -> lines.add(Attribute.of("maxptime", Integer.toString(ms))));
    lines.add(Attribute.of(audio.direction().attribute()));
    return lines;
  }
}
