// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A format of picture that is relayed; none is transcoded.
 *
 * @param parameters what tells formats of one encoding apart, always in these words; empty when
 *     nothing does
 */
public record VideoFormat(String encoding, String parameters) implements Format {
  public static final int CLOCK_RATE = 90_000;
  static final VideoFormat VP8 = new VideoFormat("VP8", "");

  /** RFC 6184 §8.1: what is meant when nothing is said. */
  private static final String BASELINE_AT_LEVEL_1 = "42000a";

  /**
   * @param rtpmap encoding and clock rate
   */
  static Optional<VideoFormat> of(String rtpmap, Map<String, String> fmtp) {
    return switch (rtpmap.strip().toUpperCase(Locale.ROOT)) {
      case "VP8/90000" -> Optional.of(VP8);
      case "H264/90000" -> h264(fmtp);
      default -> Optional.empty();
    };
  }

  /** RFC 6184 §8.2.2: packetization mode and profile have to be the same on both sides. */
  private static Optional<VideoFormat> h264(Map<String, String> fmtp) {
    String mode = fmtp.getOrDefault("packetization-mode", "0");
    // Interleaving is for streaming: no WIC and no phone has it.
    if (!mode.equals("0") && !mode.equals("1")) {
      return Optional.empty();
    }
    return H264Profile.of(profileLevelId(fmtp))
        .map(
            profile ->
                new VideoFormat("H264", "packetization-mode=" + mode + ";profile=" + profile));
  }

  static String profileLevelId(Map<String, String> fmtp) {
    return fmtp.getOrDefault("profile-level-id", BASELINE_AT_LEVEL_1);
  }

  boolean isH264() {
    return encoding.equals("H264");
  }

  String rtpmap() {
    return encoding + "/" + CLOCK_RATE;
  }

  @Override
  public int usualPayload() {
    return FIRST_DYNAMIC;
  }
}
