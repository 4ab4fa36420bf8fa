// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the picture of a description asks for, free of either profile.
 *
 * @param payloads what is known of it, in the order of preference; never empty
 * @param feedback what its sender takes
 * @param kbits what it can take; empty when it does not say
 * @param orientation number of the header extension that tells how the camera is held (CVO, TS
 *     26.114 §6.2.3.3); empty without
 */
record Video(
    List<VideoPayload> payloads,
    Direction direction,
    Set<Feedback> feedback,
    OptionalLong kbits,
    OptionalInt orientation)
    implements Format.Stream {
  private static final String ORIENTATION = "urn:3gpp:video-orientation";

  /** RFC 8285 §8, in both directions, with a number of a one-byte header (§4.2). */
  private static final Pattern EXTMAP =
      Pattern.compile("([1-9]|1[0-4])(?:/sendrecv)? " + ORIENTATION);

  /** What means the same on either side (RFC 6184 §8.1, RFC 7741 §6.1). */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(profile-level-id|packetization-mode|level-asymmetry-allowed|sprop-parameter-sets"
              + "|max-mbps|max-smbps|max-fs|max-cpb|max-dpb|max-br|max-fr)"
              + "=([A-Za-z0-9+/=,]{1,400})",
          Pattern.CASE_INSENSITIVE);

  /** Empty when none of its formats is known here. */
  static Optional<Video> of(Sdp sdp, MediaSection section) {
    Map<Integer, String> rtpmaps = section.rtpmaps();
    Set<VideoFormat> seen = new HashSet<>();
    List<VideoPayload> payloads = new ArrayList<>();
    for (String text : section.formats()) {
      int type = MediaSection.payloadType(text);
      Map<String, String> fmtp = fmtp(section, type);
      Optional.ofNullable(rtpmaps.get(type))
          .flatMap(rtpmap -> VideoFormat.of(rtpmap, fmtp))
          .filter(seen::add)
          .ifPresent(format -> payloads.add(new VideoPayload(format, type, fmtp)));
    }
    if (payloads.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Video(
            List.copyOf(payloads),
            Direction.of(sdp, section),
            feedback(section, payloads),
            section.kbits(),
            orientation(section)));
  }

  private static OptionalInt orientation(MediaSection section) {
    return Attribute.values(section.attributes(), "extmap")
        .map(EXTMAP::matcher)
        .filter(Matcher::matches)
        .mapToInt(extension -> Integer.parseInt(extension.group(1)))
        .findFirst();
  }

  private static Map<String, String> fmtp(MediaSection section, int type) {
    Map<String, String> parameters = new LinkedHashMap<>();
    String prefix = type + " ";
    Attribute.values(section.attributes(), "fmtp")
        .filter(value -> value.startsWith(prefix))
        .flatMap(value -> List.of(value.substring(prefix.length()).split(";")).stream())
        .map(parameter -> PARAMETER.matcher(parameter.strip()))
        .filter(Matcher::matches)
        .forEach(
            parameter ->
                parameters.putIfAbsent(
                    parameter.group(1).toLowerCase(Locale.ROOT), parameter.group(2)));
    return parameters;
  }

  private static Set<Feedback> feedback(MediaSection section, List<VideoPayload> payloads) {
    Set<String> said =
        Attribute.values(section.attributes(), "rtcp-fb").collect(Collectors.toSet());
    Set<Feedback> found = EnumSet.noneOf(Feedback.class);
    for (Feedback kind : Feedback.values()) {
      if (said.contains("* " + kind.value())
          || payloads.stream().anyMatch(p -> said.contains(p.type() + " " + kind.value()))) {
        found.add(kind);
      }
    }
    return found;
  }

  @Override
  public OptionalInt extension() {
    return orientation;
  }

  Video withDirection(Direction other) {
    return new Video(payloads, other, feedback, kbits, orientation);
  }

  /** Without feedback: of a side that speaks RTP/AVP. */
  Video withoutFeedback() {
    return new Video(payloads, direction, Set.of(), kbits, orientation);
  }

  /** As it is offered to the other side, under its numbers. */
  Video onward(PayloadBook book) {
    Set<Feedback> asked = EnumSet.noneOf(Feedback.class);
    asked.addAll(feedback);
    if (feedback.stream().anyMatch(Feedback::isIntra)) {
      asked.addAll(Set.of(Feedback.PLI, Feedback.FIR));
    }
    return new Video(
        payloads.stream().map(p -> p.withType(book.type(p.format()))).toList(),
        direction,
        asked,
        kbits,
        orientation.isPresent() ? book.extension() : orientation);
  }

  /** What the other side would see of it, whatever the numbers. */
  record Likeness(Set<VideoFormat> formats, Direction direction) {}

  Likeness likeness() {
    return new Likeness(
        payloads.stream().map(VideoPayload::format).collect(Collectors.toSet()), direction);
  }

  /** The lines both profiles share. */
  List<Attribute> attributes() {
    List<Attribute> lines = new ArrayList<>();
    for (VideoPayload payload : payloads) {
      lines.add(Attribute.of("rtpmap", payload.type() + " " + payload.format().rtpmap()));
      if (!payload.fmtp().isEmpty()) {
        lines.add(Attribute.of("fmtp", payload.type() + " " + payload.parameters()));
      }
      feedback.stream()
          .sorted()
          .forEach(kind -> lines.add(Attribute.of("rtcp-fb", payload.type() + " " + kind.value())));
    }
    orientation.ifPresent(number -> lines.add(Attribute.of("extmap", number + " " + ORIENTATION)));
    lines.add(Attribute.of(direction.attribute()));
    return lines;
  }

  List<String> numbers() {
    return payloads.stream().map(payload -> Integer.toString(payload.type())).toList();
  }
}
