// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.EnumSet;
import java.util.List;

/**
 * Settings {@code codecs}: what is used towards each side, the preferred first.
 *
 * @param transcode whether a codec may be offered that the offerer does not have
 * @param video what becomes of a picture
 */
public record CodecPolicy(List<Codec> access, List<Codec> core, boolean transcode, Picture video) {
  /** Settings {@code codecs.video}. */
  public enum Picture {
    RELAY,
    REFUSE
  }

  public static final CodecPolicy DEFAULT =
      new CodecPolicy(
          List.of(Codec.OPUS, Codec.G722, Codec.PCMU, Codec.PCMA),
          List.of(Codec.OPUS, Codec.G722, Codec.PCMU, Codec.PCMA),
          true,
          Picture.RELAY);

  /** With pictures relayed. */
  public CodecPolicy(List<Codec> access, List<Codec> core, boolean transcode) {
    this(access, core, transcode, Picture.RELAY);
  }

  public CodecPolicy {
    access = List.copyOf(access);
    core = List.copyOf(core);
    requireSpeech("access", access);
    requireSpeech("core", core);
  }

  private static void requireSpeech(String side, List<Codec> codecs) {
    if (codecs.isEmpty()
        || !codecs.stream().allMatch(Codec::isSpeech)
        || EnumSet.copyOf(codecs).size() < codecs.size()) {
      throw new IllegalArgumentException(
          "codecs."
              + side
              + " lists OPUS, G722, PCMU, PCMA, at least one and none twice, found "
              + codecs);
    }
  }
}
