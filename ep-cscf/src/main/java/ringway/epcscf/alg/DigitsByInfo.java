// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A browser that is told of no telephone-event sends its digits by INFO, and all the same has
 * telephone-event for the core, where the media function plays them: for media functions that carry
 * no events between it and them.
 */
final class DigitsByInfo {
  private static final List<Codec> EVENTS =
      List.of(Codec.TELEPHONE_EVENT, Codec.TELEPHONE_EVENT_48);

  private static final String ALL_DIGITS = "0-15"; // RFC 4733 §2.4.1: any sender and receiver

  private DigitsByInfo() {}

  /** What the browser says, with events at the clocks of its speech. */
  static Sdp withEvents(Sdp said) {
    return each(said, DigitsByInfo::withEvents);
  }

  /** What is said, without events. */
  static Sdp withoutEvents(Sdp said) {
    return each(said, DigitsByInfo::withoutEvents);
  }

  private static Sdp each(Sdp sdp, UnaryOperator<MediaSection> change) {
    return sdp.withMedia(
        sdp.media().stream()
            .map(section -> section.media().equals("audio") ? change.apply(section) : section)
            .toList());
  }

  private static MediaSection withEvents(MediaSection section) {
    List<Codec> known = known(section);
    MediaSection all = section;
    for (Codec event : EVENTS) {
      boolean speaks =
          known.stream()
              .anyMatch(codec -> codec.isSpeech() && codec.clockRate() == event.clockRate());
      OptionalInt number = free(all, event.usualPayload());
      if (speaks && !known.contains(event) && number.isPresent()) {
        all = with(all, event, number.getAsInt());
      }
    }
    return all;
  }

  private static List<Codec> known(MediaSection section) {
    Map<Integer, String> rtpmaps = section.rtpmaps();
    return section.formats().stream()
        .map(MediaSection::payloadType)
        .flatMap(
            type ->
                Optional.ofNullable(rtpmaps.get(type))
                    .map(Codec::of)
                    .orElseGet(() -> Codec.ofStatic(type))
                    .stream())
        .toList();
  }

  /** The usual one, else one of the dynamic ones that nothing is said of. */
  private static OptionalInt free(MediaSection section, int usual) {
    Set<Integer> taken = section.rtpmaps().keySet();
    return IntStream.concat(IntStream.of(usual), IntStream.rangeClosed(96, 127))
        .filter(type -> !taken.contains(type) && !section.formats().contains("" + type))
        .findFirst();
  }

  private static MediaSection with(MediaSection section, Codec event, int type) {
    return section.with(
        Stream.concat(section.formats().stream(), Stream.of(Integer.toString(type))).toList(),
        Stream.concat(
                section.attributes().stream(),
                Stream.of(
                    Attribute.of("rtpmap", type + " " + event.rtpmap()),
                    Attribute.of("fmtp", type + " " + ALL_DIGITS)))
            .toList());
  }

  private static MediaSection withoutEvents(MediaSection section) {
    Map<Integer, String> rtpmaps = section.rtpmaps();
    Set<String> events =
        section.formats().stream()
            .filter(
                format ->
                    Optional.ofNullable(rtpmaps.get(MediaSection.payloadType(format)))
                        .flatMap(Codec::of)
                        .filter(Codec::isEvent)
                        .isPresent())
            .collect(Collectors.toSet());
    return section.with(
        section.formats().stream().filter(format -> !events.contains(format)).toList(),
        section.attributes().stream().filter(line -> !isAbout(line, events)).toList());
  }

  private static boolean isAbout(Attribute line, Set<String> formats) {
    return (line.name().equals("rtpmap") || line.name().equals("fmtp"))
        && line.value().filter(value -> formats.contains(value.split(" ", 2)[0])).isPresent();
  }
}
