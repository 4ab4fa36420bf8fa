// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An offer of the core that is answered before the browser is asked (RFC 3312 §5): only what is
 * sure to be agreed in the end is left of it, one codec of speech with its digits.
 */
public final class Narrowing {
  private Narrowing() {}

  /**
   * @throws NotAcceptable when it holds no codec that a browser can be given
   */
  public static Sdp of(Sdp offer, CodecPolicy policy) {
    CoreDescription told = CoreDescription.offer(offer);
    Codec speech = speech(told.audio(), policy);
    List<String> formats =
        told.audio().payloads().stream()
            .filter(payload -> stays(payload.codec(), speech))
            .map(payload -> Integer.toString(payload.type()))
            .toList();
    List<MediaSection> media =
        IntStream.range(0, offer.media().size())
            .mapToObj(
                i -> {
                  MediaSection section = offer.media().get(i);
                  return i == told.index()
                      ? section.with(formats, section.attributes()).withoutExtensions()
                      : without(section);
                })
            .toList();
    return offer.withMedia(media);
  }

  /** The best of those that are relayed as they are, else of those we make something of. */
  private static Codec speech(Audio audio, CodecPolicy policy) {
    List<Codec> browser = CodecMatch.towardsAccess(audio.codecs(), policy);
    List<Codec> ours = audio.preferred(policy.core()).stream().filter(Codec::isSpeech).toList();
    return Stream.concat(
            ours.stream().filter(browser::contains),
            ours.stream().filter(codec -> browser.stream().anyMatch(codec::becomes)))
        .findFirst()
        .orElseThrow(Audio::noCommonCodec);
  }

  private static boolean stays(Codec codec, Codec speech) {
    return codec == speech || codec.isEvent() && codec.clockRate() == speech.clockRate();
  }

  private static MediaSection without(MediaSection section) {
    return new MediaSection(
        section.media(),
        0,
        1,
        section.protocol(),
        section.formats(),
        section.connection(),
        section.bandwidths(),
        section.attributes());
  }
}
