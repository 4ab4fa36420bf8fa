// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import ringway.epcscf.alg.NotAcceptable.Reason;

/**
 * What the audio stream of a description asks for, free of either profile.
 *
 * @param payloads what passes between the sides, in the order of preference
 */
record Audio(List<Payload> payloads, Direction direction, OptionalInt ptime, OptionalInt maxptime) {

  static Audio of(Sdp sdp, MediaSection section) {
    List<Payload> payloads = payloads(section);
    if (payloads.stream().noneMatch(payload -> payload.codec().isSpeech())) {
      throw noCommonCodec();
    }
    return new Audio(
        payloads, Direction.of(sdp, section), section.number("ptime"), section.number("maxptime"));
  }

  Audio withDirection(Direction other) {
    return new Audio(payloads, other, ptime, maxptime);
  }

  List<Codec> codecs() {
    return payloads.stream().map(Payload::codec).toList();
  }

  Payload payload(Codec codec) {
    return payloads.stream().filter(p -> p.codec() == codec).findFirst().orElseThrow();
  }

  /** The codecs that are also in the offer this answers, in the order of the answer. */
  List<Codec> codecsWithin(List<Codec> offered) {
    List<Codec> common = codecs().stream().filter(offered::contains).toList();
    if (common.stream().noneMatch(Codec::isSpeech)) {
      throw noCommonCodec();
    }
    return common;
  }

  private static NotAcceptable noCommonCodec() {
    return new NotAcceptable(
        Reason.NO_COMMON_CODEC, "no common codec: PCMA or PCMU is needed, for nothing transcodes");
  }

  private static List<Payload> payloads(MediaSection section) {
    Map<Integer, String> rtpmaps = rtpmaps(section);
    Set<Codec> seen = EnumSet.noneOf(Codec.class);
    List<Payload> payloads = new ArrayList<>();
    for (String format : section.formats()) {
      int type = payloadType(format);
      String rtpmap = rtpmaps.get(type);
      Optional<Codec> codec = rtpmap == null ? Codec.ofStatic(type) : Codec.of(rtpmap);
      // A codec listed twice with other parameters: the first is the preferred one.
      codec.filter(seen::add).ifPresent(known -> payloads.add(new Payload(known, type)));
    }
    return List.copyOf(payloads);
  }

  private static Map<Integer, String> rtpmaps(MediaSection section) {
    Map<Integer, String> rtpmaps = new HashMap<>();
    Attribute.values(section.attributes(), "rtpmap")
        .forEach(
            value -> {
              int space = value.indexOf(' ');
              if (space < 0) {
                throw new MalformedSdp("an rtpmap has no encoding");
              }
              rtpmaps.putIfAbsent(
                  payloadType(value.substring(0, space)), value.substring(space + 1));
            });
    return rtpmaps;
  }

  private static int payloadType(String text) {
    if (text.matches("\\d{1,3}") && Integer.parseInt(text) <= 127) {
      return Integer.parseInt(text);
    }
    throw new MalformedSdp("an audio format is no payload type from 0 to 127");
  }
}
