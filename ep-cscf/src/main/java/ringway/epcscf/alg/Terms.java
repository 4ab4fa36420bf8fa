// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;
import java.util.Optional;

/**
 * What an offer and its answer come to: what the media function is to do.
 *
 * @param core empty while the core side wants no packets
 * @param accessPayloads what the browser sends and takes
 * @param corePayloads what the core sends and takes
 * @param level of sound: the header extension that passes; empty where not both have it
 * @param video empty while no picture is agreed
 */
public record Terms(
    AccessPeer access,
    DtlsRole role,
    Optional<CorePeer> core,
    boolean accessToCore,
    boolean coreToAccess,
    List<Payload> accessPayloads,
    List<Payload> corePayloads,
    Optional<Extension> level,
    Optional<VideoTerms> video) {
  /** What the core was told that it may send of sound, in kbit/s, at the most. */
  public long coreSends() {
    return CoreSide.SPEECH_KBITS_IP6;
  }

  /** Whether media passes in the same directions. */
  boolean flowsAs(Terms other) {
    return accessToCore == other.accessToCore
        && coreToAccess == other.coreToAccess
        && video.map(VideoTerms::direction).equals(other.video.map(VideoTerms::direction));
  }

  /** Less than was agreed: only what both say. */
  public Terms gated(boolean browserHeard, boolean browserHears) {
    return new Terms(
        access,
        role,
        core,
        accessToCore && browserHeard,
        coreToAccess && browserHears,
        accessPayloads,
        corePayloads,
        level,
        video.map(picture -> picture.gated(browserHeard, browserHears)));
  }
}
