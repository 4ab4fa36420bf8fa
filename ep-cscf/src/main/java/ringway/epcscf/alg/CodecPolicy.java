// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/**
 * Settings {@code codecs}: what is used towards each side, the preferred first.
 *
 * @param transcode whether a codec may be offered that the offerer does not have
 * @param video what becomes of a picture
 * @param rtcpMux whether a browser's RTP and RTCP share a port
 */
public record CodecPolicy(
    List<Codec> access,
    List<Codec> core,
    boolean transcode,
    Picture video,
    RtcpMux.Policy rtcpMux) {
  /** Settings {@code codecs.video}. */
  public enum Picture {
    RELAY,
    REFUSE
  }

  private static final String BROWSERS = "opus, g722, pcmu, pcma";

  public static final CodecPolicy DEFAULT =
      new CodecPolicy(
          List.of(Codec.OPUS, Codec.G722, Codec.PCMU, Codec.PCMA),
          List.of(
              Codec.OPUS,
              Codec.G722,
              Codec.PCMU,
              Codec.PCMA,
              Codec.AMR_WB,
              Codec.AMR_WB_OCTET,
              Codec.AMR,
              Codec.AMR_OCTET),
          true,
          Picture.RELAY,
          RtcpMux.Policy.OFFERED);

  /** With rtcp-mux as it is offered. */
  public CodecPolicy(List<Codec> access, List<Codec> core, boolean transcode, Picture video) {
    this(access, core, transcode, video, RtcpMux.Policy.OFFERED);
  }

  /** With pictures relayed. */
  public CodecPolicy(List<Codec> access, List<Codec> core, boolean transcode) {
    this(access, core, transcode, Picture.RELAY);
  }

  public CodecPolicy {
    access = List.copyOf(access);
    core = List.copyOf(core);
    requireSpeech("access", access, BROWSERS);
    requireSpeech("core", core, BROWSERS + ", amr-wb, amr-wb-octet, amr, amr-octet");
    if (access.stream().anyMatch(Codec::isAmr)) {
      throw unlike("access", access, BROWSERS);
    }
  }

  private static void requireSpeech(String side, List<Codec> codecs, String known) {
    if (codecs.isEmpty()
        || !codecs.stream().allMatch(Codec::isSpeech)
        || EnumSet.copyOf(codecs).size() < codecs.size()) {
      throw unlike(side, codecs, known);
    }
  }

  private static IllegalArgumentException unlike(String side, List<Codec> codecs, String known) {
    return new IllegalArgumentException(
        "codecs.%s lists %s, at least one and none twice, found %s"
            .formatted(side, known, codecs.toString().toLowerCase(Locale.ROOT).replace('_', '-')));
  }

  /**
   * What is left of it at a media function: towards the core, what browsers have as well or what it
   * can transcode.
   *
   * @param transcoded the encodings that media function has
   */
  public CodecPolicy servedBy(Collection<String> transcoded) {
    List<Codec> left =
        core.stream()
            .filter(codec -> access.contains(codec) || transcoded.contains(codec.encoding()))
            .toList();
    if (left.isEmpty()) {
      throw Audio.noCommonCodec();
    }
    return new CodecPolicy(access, left, transcode, video, rtcpMux);
  }
}
