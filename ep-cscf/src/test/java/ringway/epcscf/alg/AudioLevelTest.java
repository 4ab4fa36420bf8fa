// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How loud the sound is (RFC 6464) is agreed on from end to end, where it is relayed. */
final class AudioLevelTest {
  private static final String LEVEL = " urn:ietf:params:rtp-hdrext:ssrc-audio-level";

  private static List<String> extensions(Sdp sdp) {
    return Attribute.values(sdp.media().getFirst().attributes(), "extmap").toList();
  }

  private static Interworking.Offered offered() {
    return Samples.fresh().offerFromAccess(Samples.sdp("chromium-audio"));
  }

  @Test
  void itIsOfferedToTheCoreAndAnsweredUnderTheNumberOfTheBrowser() {
    assertThat(extensions(offered().sdp())).containsExactly("1" + LEVEL);

    Interworking.Agreed agreed =
        offered().next().answerFromCore(Samples.coreAnswer("8", "a=extmap:7" + LEVEL));
    assertThat(extensions(agreed.sdp())).containsExactly("1" + LEVEL);
    assertThat(agreed.terms().level()).contains(new Extension(1, 7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=sendrecv", // none
        "a=extmap:7/recvonly urn:ietf:params:rtp-hdrext:ssrc-audio-level", // one way alone
        "a=extmap:15 urn:ietf:params:rtp-hdrext:ssrc-audio-level", // no number of such a header
        "a=extmap:7 urn:ietf:params:rtp-hdrext:csrc-audio-level", // another one
        "a=extmap:7 urn:ietf:params:rtp-hdrext:ssrc-audio-level vad=maybe",
        "a=extmap:7 urn:ietf:params:rtp-hdrext:encrypt"
            + " urn:ietf:params:rtp-hdrext:ssrc-audio-level" // RFC 6904
      })
  void withoutItInTheAnswerThereIsNone(String line) {
    Interworking.Agreed agreed = offered().next().answerFromCore(Samples.coreAnswer("8", line));

    assertThat(extensions(agreed.sdp())).isEmpty();
    assertThat(agreed.terms().level()).isEmpty();
  }

  @Test
  void ofSpeechThatIsTranscodedThereIsNone() {
    Interworking state = Interworking.begin(Samples.NAMES, Samples.LOCAL, CodecPolicy.DEFAULT);
    Interworking.Agreed agreed =
        state
            .offerFromAccess(Samples.sdp("chromium-audio"))
            .next()
            .answerFromCore(
                Samples.coreAnswer("104", "a=rtpmap:104 AMR-WB/16000", "a=extmap:1" + LEVEL));
    assertThat(extensions(agreed.sdp())).isEmpty();
    assertThat(agreed.terms().level()).isEmpty();

    Sdp phone = Samples.coreAnswer("104", "a=rtpmap:104 AMR-WB/16000", "a=extmap:1" + LEVEL);
    Interworking.Offered made =
        Interworking.begin(Samples.NAMES, Samples.LOCAL, CodecPolicy.DEFAULT).offerFromCore(phone);
    assertThat(extensions(made.sdp())).as("nothing of it could be relayed").isEmpty();
  }

  @Test
  void aPhoneThatOffersItIsAnsweredInItsNumber() {
    Interworking.Offered offered =
        Samples.fresh().offerFromCore(Samples.coreAnswer("8", "a=extmap:7/sendrecv" + LEVEL));
    assertThat(extensions(offered.sdp())).containsExactly("7" + LEVEL);

    Interworking.Agreed agreed =
        offered.next().answerFromAccess(Samples.browserAnswer("8", "a=extmap:7" + LEVEL));
    assertThat(extensions(agreed.sdp())).containsExactly("7" + LEVEL);
    assertThat(agreed.terms().level()).contains(new Extension(7, 7));
    Interworking.Agreed spared = offered.next().answerFromAccess(Samples.browserAnswer("8"));
    assertThat(extensions(spared.sdp())).isEmpty();
    assertThat(spared.terms().level()).isEmpty();
  }

  /** RFC 6464 §4: on is what saying nothing means. */
  @ParameterizedTest
  @CsvSource({"'', '', ''", "' vad=on', '', ''", "' vad=off', ' vad=off', ' vad=off'"})
  void theBitForVoiceCountsWhereBothSaySo(String said, String onward, String answered) {
    Interworking.Offered offered =
        Samples.fresh().offerFromCore(Samples.coreAnswer("8", "a=extmap:7" + LEVEL + said));
    assertThat(extensions(offered.sdp())).containsExactly("7" + LEVEL + onward);

    Interworking.Agreed agreed =
        offered.next().answerFromAccess(Samples.browserAnswer("8", "a=extmap:7" + LEVEL));
    assertThat(extensions(agreed.sdp())).containsExactly("7" + LEVEL + answered);
  }

  @Test
  void eachSideKeepsItsNumberInLaterOffersOfTheOther() {
    Interworking agreed =
        offered().next().answerFromCore(Samples.coreAnswer("8", "a=extmap:3" + LEVEL)).next();

    assertThat(
            extensions(agreed.offerFromCore(Samples.coreAnswer("8", "a=extmap:9" + LEVEL)).sdp()))
        .containsExactly("1" + LEVEL);
    assertThat(extensions(agreed.offerFromCore(Samples.coreAnswer("8")).sdp())).isEmpty();
  }

  /** RFC 8843 §9.2: on one transport a number has one meaning. */
  @Test
  void aPictureOnTheSameTransportHasAnotherNumber() {
    Sdp phone =
        Sdp.parse(
            Samples.coreAnswer("8", "a=extmap:7" + LEVEL).print()
                + "m=video 17010 RTP/AVPF 99\r\na=rtpmap:99 VP8/90000\r\n"
                + "a=extmap:7 urn:3gpp:video-orientation\r\n");
    Sdp offer =
        Samples.fresh()
            .withVideo(new Local.Core("198.51.100.7", 41002, 41003))
            .offerFromCore(phone)
            .sdp();

    assertThat(extensions(offer)).containsExactly("7" + LEVEL);
    assertThat(Attribute.values(offer.media().getLast().attributes(), "extmap"))
        .containsExactly("1 urn:3gpp:video-orientation");
  }

  @Test
  void anAnswerAheadOfTheBrowserPromisesNone() {
    Sdp phone = Samples.coreAnswer("8", "a=extmap:7" + LEVEL);
    Sdp narrowed = Narrowing.of(phone, Samples.WITHOUT_AMR);

    assertThat(extensions(narrowed)).isEmpty();
    assertThat(extensions(Samples.fresh().answerAhead(narrowed).sdp())).isEmpty();
  }
}
