// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A format of picture under the number one side knows it by.
 *
 * @param fmtp what its sender says of it and may be passed on
 */
public record VideoPayload(VideoFormat format, int type, Map<String, String> fmtp)
    implements Format.Numbered {
  private static final String LEVEL = "profile-level-id";
  private static final String ASYMMETRY = "level-asymmetry-allowed";

  VideoPayload withType(int other) {
    return new VideoPayload(format, other, fmtp);
  }

  /**
   * The answer to an offered payload, in its number. RFC 6184 §8.2.2: unless both allow each
   * direction a level of its own, the level of the answer counts for both and is not above the
   * offered one.
   */
  VideoPayload answering(VideoPayload offered) {
    Map<String, String> parameters = new LinkedHashMap<>(fmtp);
    boolean asymmetric = "1".equals(fmtp.get(ASYMMETRY)) && "1".equals(offered.fmtp.get(ASYMMETRY));
    if (format.isH264() && !asymmetric) {
      String limit = VideoFormat.profileLevelId(offered.fmtp);
      if (H264Profile.levelRank(VideoFormat.profileLevelId(fmtp)) > H264Profile.levelRank(limit)) {
        parameters.put(LEVEL, limit);
      }
    }
    return new VideoPayload(format, offered.type, parameters);
  }

  String parameters() {
    return fmtp.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(";"));
  }
}
