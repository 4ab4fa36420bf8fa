// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ringway.epcscf.alg.NotAcceptable.Reason;

/**
 * What the audio stream of a description asks for, free of either profile.
 *
 * @param payloads what is known of it, in the order of preference
 * @param opus parameters of Opus (RFC 7587 §6.1); empty without
 * @param level of the sound, told with each packet; empty without
 */
record Audio(
    List<Payload> payloads,
    Direction direction,
    OptionalInt ptime,
    OptionalInt maxptime,
    String opus,
    Optional<AudioLevel> level)
    implements Format.Stream {
  /** What may pass from one side to the other; the rest is not known to mean the same there. */
  private static final Pattern OPUS_PARAMETER =
      Pattern.compile(
          "(maxplaybackrate|stereo|sprop-stereo|sprop-maxcapturerate|minptime|maxptime|ptime|cbr"
              + "|useinbandfec|usedtx|maxaveragebitrate)=\\d{1,6}");

  /** What our own transcoders give and take: 20 ms, with the means to mend a loss. */
  private static final OptionalInt OWN_PTIME = OptionalInt.of(20);

  static Audio of(Sdp sdp, MediaSection section) {
    List<Payload> payloads = payloads(section);
    if (payloads.stream().noneMatch(payload -> payload.codec().isSpeech())) {
      throw noCommonCodec();
    }
    return new Audio(
        payloads,
        Direction.of(sdp, section),
        section.number("ptime"),
        section.number("maxptime"),
        opus(section, payloads),
        AudioLevel.of(section));
  }

  Audio withDirection(Direction other) {
    return new Audio(payloads, other, ptime, maxptime, opus, level);
  }

  /** The same asked for with other payloads. */
  Audio with(List<Payload> others) {
    return new Audio(others, direction, ptime, maxptime, opus, level);
  }

  /**
   * RFC 4867 §8.3.1: an answer has the mode-set of the offer; RFC 8285 §6: and its numbers of what
   * both have.
   */
  Audio answering(Audio offer) {
    List<Payload> inModes =
        payloads.stream()
            .map(
                payload ->
                    payload.codec().isAmr() && offer.codecs().contains(payload.codec())
                        ? new Payload(
                            payload.codec(),
                            payload.type(),
                            offer.payload(payload.codec()).parameters())
                        : payload)
            .toList();
    return with(inModes).with(level.flatMap(mine -> offer.level.map(theirs -> theirs.met(mine))));
  }

  private Audio with(Optional<AudioLevel> other) {
    return new Audio(payloads, direction, ptime, maxptime, opus, other);
  }

  /** With payloads we make ourselves, and without the level, which is that of other packets. */
  Audio transcodedTo(List<Payload> others) {
    return new Audio(others, direction, OWN_PTIME, OptionalInt.empty(), "", Optional.empty());
  }

  @Override
  public OptionalInt extension() {
    return level.map(said -> OptionalInt.of(said.number())).orElseGet(OptionalInt::empty);
  }

  private static String opus(MediaSection section, List<Payload> payloads) {
    return payloads.stream()
        .filter(payload -> payload.codec() == Codec.OPUS)
        .flatMap(payload -> Stream.of(section.parameters(payload.type()).split(";")))
        .map(String::strip)
        .filter(parameter -> OPUS_PARAMETER.matcher(parameter).matches())
        .distinct()
        .collect(Collectors.joining(";"));
  }

  boolean has(int type) {
    return payloads.stream().anyMatch(payload -> payload.type() == type);
  }

  List<Codec> codecs() {
    return payloads.stream().map(Payload::codec).toList();
  }

  Payload payload(Codec codec) {
    return find(codec).orElseThrow();
  }

  private Payload wish(Codec codec) {
    return find(codec).orElseGet(() -> new Payload(codec, codec.usualPayload()));
  }

  private Optional<Payload> find(Codec codec) {
    for (Payload payload : payloads) {
      if (payload.codec() == codec) {
        return Optional.of(payload);
      }
    }
    return Optional.empty();
  }

  List<Payload> payloads(List<Codec> some) {
    return some.stream().map(this::payload).toList();
  }

  /** What it has of the codecs allowed on its side, in their order, its noise and digits. */
  List<Codec> preferred(List<Codec> allowed) {
    List<Codec> mine = codecs();
    return Stream.concat(
            allowed.stream(), Stream.of(Codec.values()).filter(codec -> !codec.isSpeech()))
        .filter(mine::contains)
        .toList();
  }

  /** With those codecs under the numbers of this offer, and the usual ones for those we add. */
  Audio wishing(List<Codec> codecs) {
    boolean relayed =
        codecs.stream().anyMatch(codec -> codec.isSpeech() && find(codec).isPresent());
    return with(codecs.stream().map(this::wish).toList()).with(level.filter(_ -> relayed));
  }

  Audio numbered(PayloadBook book) {
    return with(payloads.stream().map(Payload::codec).map(book::payload).toList())
        .with(level.map(said -> said.numbered(book.extension().orElseThrow())));
  }

  static NotAcceptable noCommonCodec() {
    return new NotAcceptable(
        Reason.NO_COMMON_CODEC, "no common codec, and none that can be transcoded");
  }

  private static List<Payload> payloads(MediaSection section) {
    Map<Integer, String> rtpmaps = section.rtpmaps();
    Set<Codec> seen = EnumSet.noneOf(Codec.class);
    List<Payload> payloads = new ArrayList<>();
    for (String format : section.formats()) {
      int type = MediaSection.payloadType(format);
      String rtpmap = rtpmaps.get(type);
      Optional<Codec> codec = rtpmap == null ? Codec.ofStatic(type) : Codec.of(rtpmap);
      codec
          .flatMap(known -> payload(section, known, type))
          // A codec listed twice with other parameters: the first is the preferred one.
          .filter(payload -> seen.add(payload.codec()))
          .ifPresent(payloads::add);
    }
    return List.copyOf(payloads);
  }

  private static Optional<Payload> payload(MediaSection section, Codec codec, int type) {
    return codec.isAmr()
        ? AmrModes.payload(codec, type, section.parameters(type))
        : Optional.of(new Payload(codec, type));
  }
}
