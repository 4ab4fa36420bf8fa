// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The core is answered before the browser is asked (RFC 3312 §5). */
final class AnswerAheadTest {
  private static final String DIGITS = "a=rtpmap:101 telephone-event/8000";

  private static Sdp phone(String formats, String... lines) {
    return Samples.coreAnswer(formats, lines);
  }

  @ParameterizedTest
  @CsvSource({"8 0 101, 0 101", "8 101, 8 101", "9 8 101, 9 101", "18 8 101, 8 101"})
  void oneCodecIsLeftTheBestThatIsRelayed(String offered, String left) {
    Sdp narrowed = Narrowing.of(phone(offered, DIGITS), CodecPolicy.DEFAULT);

    assertThat(String.join(" ", narrowed.media().getFirst().formats())).isEqualTo(left);
  }

  @Test
  void whatABrowserMustHaveMadeForItIsTakenWhenNothingElseIsThere() {
    CodecPolicy opusOnly =
        new CodecPolicy(List.of(Codec.OPUS), List.of(Codec.G722, Codec.PCMA), true);

    assertThat(Narrowing.of(phone("8 9 101", DIGITS), opusOnly).media().getFirst().formats())
        .containsExactly("9", "101");
  }

  @Test
  void aPictureIsRefusedInIt() {
    Sdp narrowed = Narrowing.of(Samples.sdp("volte-video"), CodecPolicy.DEFAULT);

    assertThat(narrowed.media()).extracting(MediaSection::port).containsExactly(50_010, 0);
  }

  @Test
  void theCoreHasOneAnswerWhateverTheBrowserSays() {
    Sdp offer = Narrowing.of(phone("8 101", DIGITS), CodecPolicy.DEFAULT);
    Interworking.Offered ahead = Samples.fresh().answerAhead(offer);
    assertThat(ahead.sdp().media().getFirst().formats()).containsExactly("8", "101");

    Interworking.Agreed agreed =
        ahead
            .next()
            .offerFromCore(offer)
            .next()
            .answerBehind(Samples.browserAnswer("8 101", "a=rtpmap:8 PCMA/8000", DIGITS));

    assertThat(agreed.terms().corePayloads())
        .extracting(Payload::codec)
        .containsExactly(Codec.PCMA, Codec.TELEPHONE_EVENT);
    assertThat(agreed.next().coreSent()).hasValue(ahead.sdp());
  }

  @Test
  void aLaterOfferBeforeTheBrowserAnswersIsAnsweredToo() {
    Sdp offer = Narrowing.of(phone("8 101", DIGITS), CodecPolicy.DEFAULT);
    Interworking asked = Samples.fresh().answerAhead(offer).next().offerFromCore(offer).next();
    Sdp moved =
        Narrowing.of(Samples.core("192.0.2.21", 18_000, "8 101", DIGITS), CodecPolicy.DEFAULT);

    Interworking.Agreed agreed =
        asked
            .answerAhead(moved)
            .next()
            .answerBehind(Samples.browserAnswer("8 101", "a=rtpmap:8 PCMA/8000", DIGITS));

    assertThat(agreed.terms().core().orElseThrow().port()).isEqualTo(18_000);
  }
}
