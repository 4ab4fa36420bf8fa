// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.ArrayList;
import java.util.List;

/**
 * The audio attributes both profiles share. Descriptions are written from nothing, never by taking
 * lines out of the other side's: so nothing of one profile can slip through into the other.
 */
final class AudioLines {
  /** RFC 7587 §6.1: we use the copy of a lost packet the next one holds. */
  private static final String OPUS_OF_OURS = "minptime=10;useinbandfec=1";

  private AudioLines() {}

  static List<String> formats(List<Payload> payloads) {
    return payloads.stream().map(payload -> Integer.toString(payload.type())).toList();
  }

  static List<Attribute> attributes(Audio audio) {
    List<Attribute> lines = new ArrayList<>();
    for (Payload payload : audio.payloads()) {
      lines.add(Attribute.of("rtpmap", payload.type() + " " + payload.codec().rtpmap()));
      if (payload.codec().isEvent()) {
        // RFC 4733 §2.4.1: the DTMF digits.
        lines.add(Attribute.of("fmtp", payload.type() + " 0-15"));
      } else if (payload.codec() == Codec.OPUS) {
        String parameters = audio.opus().isEmpty() ? OPUS_OF_OURS : audio.opus();
        lines.add(Attribute.of("fmtp", payload.type() + " " + parameters));
      } else if (payload.codec().isAmr()) {
        lines.add(Attribute.of("fmtp", payload.type() + " " + AmrModes.described(payload)));
      }
    }
    audio.ptime().ifPresent(ms -> lines.add(Attribute.of("ptime", Integer.toString(ms))));
    audio.maxptime().ifPresent(ms -> lines.add(Attribute.of("maxptime", Integer.toString(ms))));
    audio.level().ifPresent(level -> lines.add(level.attribute()));
    lines.add(Attribute.of(audio.direction().attribute()));
    return lines;
  }
}
