// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import ringway.epcscf.alg.NotAcceptable.Reason;

/**
 * An m-line's place in a session. RFC 3264 §8: number and order of m-lines never shrink or change,
 * so those that are rejected are carried along.
 */
record Line(String media, String protocol, List<String> formats, Optional<String> mid) {
  static List<Line> of(Sdp sdp) {
    return sdp.media().stream()
        .map(m -> new Line(m.media(), m.protocol(), m.formats(), m.mid()))
        .toList();
  }

  /** RFC 3264 §6: an answer has the m-lines of its offer. */
  static void requireSame(List<Line> offer, List<Line> answer) {
    if (offer.size() != answer.size()) {
      throw new NotAcceptable(
          Reason.ANSWER_UNLIKE_OFFER,
          "the answer has " + answer.size() + " media for the " + offer.size() + " of the offer");
    }
    for (int i = 0; i < offer.size(); i++) {
      if (!offer.get(i).media.equals(answer.get(i).media)) {
        throw new NotAcceptable(
            Reason.ANSWER_UNLIKE_OFFER, "the answer's media " + i + " is of another type");
      }
    }
  }

  /** The place of the first of that type, live or not. */
  static Optional<Integer> find(List<Line> lines, String media) {
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).media.equals(media))
        .boxed()
        .findFirst();
  }

  MediaSection rejected() {
    return new MediaSection(
        media,
        0,
        1,
        protocol,
        formats,
        Optional.empty(),
        List.of(),
        mid.map(id -> List.of(Attribute.of("mid", id))).orElse(List.of()));
  }
}
