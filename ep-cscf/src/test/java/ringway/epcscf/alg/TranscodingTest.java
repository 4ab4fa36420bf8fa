// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.epcscf.alg.NotAcceptable.Reason;

/** What is offered onward, and what answers come to: TS 23.228 U.1.0, TS 23.334 §5.13. */
final class TranscodingTest {
  private static final CodecPolicy POLICY = Samples.WITHOUT_AMR;
  private static final CodecPolicy RELAY = new CodecPolicy(POLICY.access(), POLICY.core(), false);

  /** One letter each: Opus, G.722, PCMU, PCMA, noise, events at 8 kHz and 48 kHz. */
  private static List<Codec> codecs(String letters) {
    return letters.chars().mapToObj(Character::toString).map(TranscodingTest::codec).toList();
  }

  private static Codec codec(String letter) {
    return switch (letter) {
      case "o" -> Codec.OPUS;
      case "g" -> Codec.G722;
      case "u" -> Codec.PCMU;
      case "a" -> Codec.PCMA;
      case "n" -> Codec.COMFORT_NOISE;
      case "8" -> Codec.TELEPHONE_EVENT;
      case "4" -> Codec.TELEPHONE_EVENT_48;
      default -> throw new IllegalArgumentException(letter);
    };
  }

  @ParameterizedTest
  @CsvSource({
    // browser, core offered with transcoding, without
    "ogua84, ogua84, ogua84",
    "ogau, ogua, ogua",
    "oan8, oagun8, oan8", // RFC 3389 is for G.711
    "on, ogua, o",
    "o4, ogua84, o4",
    "o, ogua, o",
    "a8, aogu84, a8", // with digits for the Opus we make
    "g8, goua84, g8",
  })
  void theCoreIsOfferedWhatTheBrowserHasThenWhatWeMake(
      String browser, String transcoding, String relaying) {
    assertThat(CodecMatch.towardsCore(codecs(browser), POLICY)).isEqualTo(codecs(transcoding));
    assertThat(CodecMatch.towardsCore(codecs(browser), RELAY)).isEqualTo(codecs(relaying));
  }

  @ParameterizedTest
  @CsvSource({
    // settings of the access side, core, browser offered
    "ogua, au8, ua8",
    "ogua, a, a",
    "o, a8, o4",
    "og, u8, og84",
    "og, g8, g8",
  })
  void theBrowserIsOfferedOurOwnOnlyWhereNothingElseIs(String access, String core, String offered) {
    CodecPolicy policy = new CodecPolicy(codecs(access), POLICY.core(), true);

    assertThat(CodecMatch.towardsAccess(codecs(core), policy)).isEqualTo(codecs(offered));
  }

  @ParameterizedTest
  @CsvSource({
    // offered, onward, answered, offerer's codecs, answerer's, transcoded
    "ogua84, ogua84, a8, a8, a8, false",
    "ogua84, ogua84, o4, o4, o4, false",
    "ogua84, ogua84, ua, ua, ua, false",
    "oan8, oagun8, an8, an8, an8, false",
    "oan8, oagun8, a8, a8, a8, false",
    "o4, ogua84, a8, o4, a8, true",
    "o4, ogua84, a, o, a, true",
    "o, ogua, g, o, g, true",
    "o4, ogua84, ga8, o4, g8, true",
    "oa8, oagu8, ga8, a8, ga8, false", // it may change to G.722: then that is transcoded
    "a8, o4, o4, a8, o4, true",
  })
  void anAnswerIsRelayedWhereItCanAndTranscodedWhereItMust(
      String offered,
      String onward,
      String answered,
      String offerer,
      String answerer,
      boolean transcoded) {
    assertThat(CodecMatch.of(codecs(offered), codecs(onward), codecs(answered)))
        .isEqualTo(new CodecMatch(codecs(offerer), codecs(answerer), transcoded));
  }

  @Test
  void whatWasNotOfferedOnwardIsNoAnswer() {
    assertThatThrownBy(() -> CodecMatch.of(codecs("o4"), codecs("o4"), codecs("a8")))
        .isInstanceOfSatisfying(
            NotAcceptable.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_COMMON_CODEC));
    assertThatThrownBy(() -> CodecMatch.towardsCore(codecs("8"), POLICY))
        .isInstanceOf(NotAcceptable.class);
  }

  @Test
  void anOpusOnlyBrowserAndAG711PhoneAgree() {
    Sdp offer =
        Sdp.parse(Samples.text("chromium-audio").replace("111 63 9 0 8 13 110 126", "111 110"));
    Interworking.Offered offered = Samples.fresh().offerFromAccess(offer);
    assertThat(offered.sdp().media().getFirst().formats())
        .containsExactly("111", "9", "0", "8", "101", "110");

    Interworking.Agreed agreed =
        offered
            .next()
            .answerFromCore(
                Samples.coreAnswer("8 101", "a=rtpmap:101 telephone-event/8000", "a=ptime:40"));
    assertThat(agreed.sdp().print())
        .contains(
            "UDP/TLS/RTP/SAVPF 111 110\r\n",
            "a=rtpmap:111 opus/48000/2\r\n",
            "a=fmtp:111 minptime=10;useinbandfec=1\r\n",
            "a=rtpmap:110 telephone-event/48000\r\n",
            "a=ptime:20\r\n")
        .doesNotContain("PCMA", "a=ptime:40");
    assertThat(agreed.terms().accessPayloads())
        .containsExactly(new Payload(Codec.OPUS, 111), new Payload(Codec.TELEPHONE_EVENT_48, 110));
    assertThat(agreed.terms().corePayloads())
        .containsExactly(new Payload(Codec.PCMA, 8), new Payload(Codec.TELEPHONE_EVENT, 101));
  }

  @Test
  void anOpusPhoneReachesABrowserThatMayUseG711Only() {
    CodecPolicy policy = new CodecPolicy(List.of(Codec.PCMA), POLICY.core(), true);
    Interworking call = Interworking.begin(Samples.NAMES, Samples.LOCAL, policy);
    Interworking.Offered offered =
        call.offerFromCore(
            Samples.core(
                "192.0.2.20",
                17000,
                "96 97",
                "a=rtpmap:96 opus/48000/2",
                "a=rtpmap:97 telephone-event/48000"));
    assertThat(offered.sdp().media().getFirst().formats()).containsExactly("8", "101");

    Interworking.Agreed agreed =
        offered
            .next()
            .answerFromAccess(Samples.browserAnswer("8 101", "a=rtpmap:101 telephone-event/8000"));
    assertThat(agreed.sdp().print())
        .contains(
            "RTP/AVP 96 97\r\n",
            "a=rtpmap:96 opus/48000/2\r\n",
            "a=ptime:20\r\n",
            "a=fmtp:97 0-15\r\n");
    assertThat(agreed.terms().corePayloads())
        .containsExactly(new Payload(Codec.OPUS, 96), new Payload(Codec.TELEPHONE_EVENT_48, 97));
  }

  @Test
  void ofTheParametersOfOpusThoseThatAreKnownPass() {
    Sdp offer =
        Sdp.parse(
            Samples.text("chromium-audio")
                .replace(
                    "minptime=10;useinbandfec=1",
                    "minptime=10; useinbandfec=1;x-google=7;stereo=1;maxaveragebitrate=x"));

    assertThat(Samples.fresh().offerFromAccess(offer).sdp().print())
        .contains("a=fmtp:111 minptime=10;useinbandfec=1;stereo=1\r\n");
  }

  @Test
  void settingsNameSpeechAndNameItOnce() {
    for (List<Codec> bad :
        Arrays.asList(
            List.<Codec>of(), List.of(Codec.PCMA, Codec.PCMA), List.of(Codec.TELEPHONE_EVENT))) {
      assertThatThrownBy(() -> new CodecPolicy(bad, POLICY.core(), true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("codecs.access");
    }
  }
}
