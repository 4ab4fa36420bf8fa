// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What an offer of picture and its answer come to.
 *
 * @param offerer what is relayed in the numbers of the offerer, with what the answerer says of it
 * @param answerer the same in the numbers of the answerer
 * @param direction of the answer
 * @param offererTakes feedback that is agreed with the offerer
 * @param answererTakes feedback that is agreed with the answerer
 * @param offer what was offered
 * @param answer what was answered
 */
record VideoMatch(
    List<VideoPayload> offerer,
    List<VideoPayload> answerer,
    Direction direction,
    Set<Feedback> offererTakes,
    Set<Feedback> answererTakes,
    Video offer,
    Video answer) {
  /** Empty when they have no format in common. */
  static Optional<VideoMatch> of(Video offer, Video answer) {
    List<VideoPayload> offerer = new ArrayList<>();
    List<VideoPayload> answerer = new ArrayList<>();
    for (VideoPayload theirs : answer.payloads()) {
      offer.payloads().stream()
          .filter(ours -> ours.format().equals(theirs.format()))
          .findFirst()
          .ifPresent(
              ours -> {
                offerer.add(theirs.answering(ours));
                answerer.add(theirs);
              });
    }
    if (offerer.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new VideoMatch(
            List.copyOf(offerer),
            List.copyOf(answerer),
            answer.direction().within(offer.direction().reversed()),
            shared(offer.feedback(), answer.feedback()),
            shared(answer.feedback(), offer.feedback()),
            offer,
            answer));
  }

  /** What one side takes and the other can give, for PLI and FIR are put into each other. */
  private static Set<Feedback> shared(Set<Feedback> taken, Set<Feedback> given) {
    boolean intra = given.stream().anyMatch(Feedback::isIntra);
    Set<Feedback> both = EnumSet.noneOf(Feedback.class);
    taken.stream().filter(kind -> kind.isIntra() ? intra : given.contains(kind)).forEach(both::add);
    return both;
  }

  /** Whether both tell how the camera is held. */
  boolean orients() {
    return offer.orientation().isPresent() && answer.orientation().isPresent();
  }

  /** The answer as the offerer gets it. */
  Video onward() {
    return new Video(
        offerer,
        direction,
        offererTakes,
        answer.kbits(),
        orients() ? offer.orientation() : OptionalInt.empty());
  }

  /** The answer as the answerer has it. */
  Video answered() {
    return new Video(answerer, direction, answererTakes, answer.kbits(), answer.orientation());
  }
}
