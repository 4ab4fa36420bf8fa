// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the media function is to do about the picture.
 *
 * @param core empty while the core side wants no packets
 * @param accessPayloads what the browser sends and takes, in the order of {@code corePayloads}
 * @param coreSends what the core was told that it may send, in kbit/s
 * @param orientation the header extension that passes; empty where not both have it
 */
public record VideoTerms(
    Optional<CorePeer> core,
    boolean accessToCore,
    boolean coreToAccess,
    List<VideoPayload> accessPayloads,
    List<VideoPayload> corePayloads,
    Set<Feedback> accessFeedback,
    Set<Feedback> coreFeedback,
    long coreSends,
    Optional<Extension> orientation) {
  private static Optional<Extension> orientation(VideoMatch match, Video access, Video core) {
    return match.orients()
        ? Optional.of(
            new Extension(access.orientation().orElseThrow(), core.orientation().orElseThrow()))
        : Optional.empty();
  }

  static VideoTerms byAccess(VideoMatch match, Optional<CorePeer> core) {
    return new VideoTerms(
        core,
        match.direction().receives(),
        match.direction().sends(),
        match.offerer(),
        match.answerer(),
        match.offererTakes(),
        match.answererTakes(),
        match.offer().kbits().orElse(CoreSide.PICTURE_KBITS),
        orientation(match, match.offer(), match.answer()));
  }

  static VideoTerms byCore(VideoMatch match, Optional<CorePeer> core) {
    return new VideoTerms(
        core,
        match.direction().sends(),
        match.direction().receives(),
        match.answerer(),
        match.offerer(),
        match.answererTakes(),
        match.offererTakes(),
        match.answer().kbits().orElse(CoreSide.PICTURE_KBITS),
        orientation(match, match.answer(), match.offer()));
  }

  /** As the browser sees it. */
  Direction direction() {
    return Direction.of(accessToCore, coreToAccess);
  }

  VideoTerms gated(boolean browserHeard, boolean browserHears) {
    return new VideoTerms(
        core,
        accessToCore && browserHeard,
        coreToAccess && browserHears,
        accessPayloads,
        corePayloads,
        accessFeedback,
        coreFeedback,
        coreSends,
        orientation);
  }
}
