// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an offer and its answer come to (TS 23.334 §5.13).
 *
 * @param offerer what its side is to send and take: the common codecs, or the one that is
 *     transcoded
 * @param answerer all it has agreed to: it may change among them as it likes
 */
record CodecMatch(List<Codec> offerer, List<Codec> answerer, boolean transcoded) {
  /**
   * What the core is offered: what the browser has, then what we make of it, each in the order of
   * the settings.
   */
  static List<Codec> towardsCore(List<Codec> offered, CodecPolicy policy) {
    List<Codec> own =
        policy.core().stream().filter(both(offered, policy.access())::contains).toList();
    List<Codec> made =
        policy.transcode() ? made(both(offered, policy.access()), policy.core()) : List.of();
    return onward(offered, own, made);
  }

  /**
   * What the browser is offered. Ours come in only where nothing else would be left: every browser
   * has G.711 (RFC 7874 §3), and one that may choose would have us transcode.
   */
  static List<Codec> towardsAccess(List<Codec> offered, CodecPolicy policy) {
    List<Codec> own =
        policy.access().stream().filter(both(offered, policy.core())::contains).toList();
    List<Codec> made =
        own.isEmpty() && policy.transcode()
            ? made(both(offered, policy.core()), policy.access())
            : List.of();
    return onward(offered, own, made);
  }

  private static List<Codec> both(List<Codec> offered, List<Codec> allowed) {
    return offered.stream().filter(allowed::contains).toList();
  }

  private static List<Codec> made(List<Codec> from, List<Codec> allowed) {
    return allowed.stream()
        .filter(codec -> !from.contains(codec))
        .filter(codec -> from.stream().anyMatch(codec::becomes))
        .toList();
  }

  private static List<Codec> onward(List<Codec> offered, List<Codec> own, List<Codec> made) {
    if (own.isEmpty() && made.isEmpty()) {
      throw Audio.noCommonCodec();
    }
    boolean digits = offered.stream().anyMatch(Codec::isEvent);
    Stream<Codec> events =
        Stream.of(Codec.values())
            .filter(Codec::isEvent)
            .filter(
                event ->
                    offered.contains(event) && fits(event, own) || digits && fits(event, made));
    boolean noise =
        offered.contains(Codec.COMFORT_NOISE)
            && (own.contains(Codec.PCMU) || own.contains(Codec.PCMA));
    Stream<Codec> silence = Stream.of(Codec.COMFORT_NOISE).filter(_ -> noise);
    return Stream.of(own.stream(), made.stream(), silence, events).flatMap(part -> part).toList();
  }

  private static boolean fits(Codec event, List<Codec> speech) {
    return speech.stream().anyMatch(codec -> codec.clockRate() == event.clockRate());
  }

  /**
   * @param offered what the offerer has, the preferred first
   * @param onward what was made of that for the answerer
   * @param answered what the answerer says, more perhaps than it was offered
   */
  static CodecMatch of(List<Codec> offered, List<Codec> onward, List<Codec> answered) {
    List<Codec> sound = answered.stream().filter(onward::contains).toList();
    List<Codec> common = sound.stream().filter(offered::contains).toList();
    if (common.stream().anyMatch(Codec::isSpeech)) {
      return new CodecMatch(common, sound, false);
    }
    for (Codec theirs : sound) {
      Optional<Codec> ours = offered.stream().filter(theirs::becomes).findFirst();
      if (ours.isPresent()) {
        return transcoded(ours.get(), offered, theirs, sound);
      }
    }
    throw Audio.noCommonCodec();
  }

  private static CodecMatch transcoded(
      Codec ours, List<Codec> offered, Codec theirs, List<Codec> answered) {
    Optional<Codec> ourDigits = digits(ours, offered);
    Optional<Codec> theirDigits = digits(theirs, answered);
    boolean digits = ourDigits.isPresent() && theirDigits.isPresent();
    return new CodecMatch(
        Stream.concat(Stream.of(ours), ourDigits.stream().filter(_ -> digits)).toList(),
        Stream.concat(Stream.of(theirs), theirDigits.stream().filter(_ -> digits)).toList(),
        true);
  }

  /** What our own answer to the answerer's offer holds: what is relayed, else what we make. */
  List<Codec> shared() {
    return transcoded ? answerer : offerer;
  }

  /** What both tell of the level of sound; empty where it is not relayed. */
  Optional<Extension> level(Audio access, Audio core) {
    return access
        .level()
        .filter(_ -> !transcoded)
        .flatMap(ours -> core.level().map(theirs -> new Extension(ours.number(), theirs.number())));
  }

  /** The answer as the offerer gets it. */
  Audio onward(Audio offer, Audio answer, List<Codec> codecs, PayloadBook book) {
    List<Payload> payloads = codecs.stream().map(book::payload).toList();
    Audio passed = transcoded ? answer.transcodedTo(payloads) : answer.with(payloads);
    return passed.answering(offer);
  }

  /** Some phones have AMR-WB with digits at 8 kHz only. */
  private static Optional<Codec> digits(Codec speech, List<Codec> side) {
    return side.stream()
        .filter(Codec::isEvent)
        .min(Comparator.comparing(codec -> codec.clockRate() != speech.clockRate()));
  }
}
