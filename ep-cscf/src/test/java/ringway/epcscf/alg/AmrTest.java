// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AMR and AMR-WB towards the core: RFC 4867 §8, TS 26.114 §6.2.2. */
final class AmrTest {
  private static final CodecPolicy POLICY = CodecPolicy.DEFAULT;
  private static final CodecPolicy AMR_ALONE =
      new CodecPolicy(List.of(Codec.OPUS), List.of(Codec.AMR_WB, Codec.AMR_WB_OCTET), true);

  private static Interworking call(CodecPolicy policy) {
    return Interworking.begin(Samples.NAMES, Samples.LOCAL, policy);
  }

  private static List<String> audioLines(Sdp sdp) {
    return sdp.print()
        .lines()
        .filter(line -> line.contains("rtpmap") || line.contains("fmtp"))
        .toList();
  }

  @Test
  void theCoreIsOfferedBothPackingsAfterWhatTheBrowserHas() {
    Sdp offered = call(POLICY).offerFromAccess(Samples.sdp("chromium-audio")).sdp();

    assertThat(offered.media().getFirst().formats())
        .containsExactly(
            "111", "9", "0", "8", "104", "106", "102", "103", "13", "126", "105", "110");
    assertThat(offered.print())
        .contains(
            "a=rtpmap:104 AMR-WB/16000\r\na=fmtp:104 mode-change-capability=2;max-red=0\r\n",
            "a=rtpmap:106 AMR-WB/16000\r\n"
                + "a=fmtp:106 octet-align=1;mode-change-capability=2;max-red=0\r\n",
            "a=rtpmap:102 AMR/8000\r\na=fmtp:102 mode-change-capability=2;max-red=0\r\n",
            "a=rtpmap:105 telephone-event/16000\r\n");
  }

  @Test
  void aPhoneThatHasAmrWbAloneIsHeardByABrowserWithOpus() {
    Interworking.Offered offered = call(POLICY).offerFromCore(Samples.sdp("volte-amr-only"));
    assertThat(offered.sdp().media().getFirst().formats())
        .containsExactly("111", "9", "0", "8", "101", "110");

    Interworking.Agreed agreed =
        offered.next().answerFromAccess(Samples.browserAnswer("111", "a=rtpmap:111 opus/48000/2"));
    assertThat(agreed.sdp().print())
        .contains(
            "RTP/AVP 104\r\n",
            "a=rtpmap:104 AMR-WB/16000\r\na=fmtp:104 mode-change-capability=2;max-red=0\r\n",
            "a=ptime:20\r\n");
    assertThat(agreed.terms().corePayloads()).containsExactly(new Payload(Codec.AMR_WB, 104));
    assertThat(agreed.terms().accessPayloads()).containsExactly(new Payload(Codec.OPUS, 111));
  }

  @Test
  void aHandsetWithDigitsAtBothClocksGetsThoseOfItsSpeech() {
    Interworking.Offered offered =
        call(AMR_ALONE)
            .offerFromCore(
                Samples.core(
                    "192.0.2.20",
                    17000,
                    "96 97 98 99",
                    "a=rtpmap:96 AMR-WB/16000/1",
                    "a=fmtp:96 octet-align=1; mode-set=0,1,2; mode-change-period=2; max-red=220",
                    "a=rtpmap:97 AMR/8000/1",
                    "a=rtpmap:98 telephone-event/16000",
                    "a=rtpmap:99 telephone-event/8000"));
    assertThat(offered.sdp().media().getFirst().formats()).containsExactly("111", "110");

    Interworking.Agreed agreed =
        offered
            .next()
            .answerFromAccess(
                Samples.browserAnswer(
                    "111 110", "a=rtpmap:111 opus/48000/2", "a=rtpmap:110 telephone-event/48000"));
    assertThat(audioLines(agreed.sdp()))
        .containsExactly(
            "a=rtpmap:96 AMR-WB/16000",
            "a=fmtp:96 octet-align=1;mode-set=0,1,2;mode-change-capability=2;max-red=0",
            "a=rtpmap:98 telephone-event/16000",
            "a=fmtp:98 0-15");
    Payload speech = agreed.terms().corePayloads().getFirst();
    assertThat(speech)
        .isEqualTo(new Payload(Codec.AMR_WB_OCTET, 96, "mode-change-period=2;mode-set=0,1,2"));
    assertThat(speech.told()).isEqualTo("octet-align=1;mode-change-period=2;mode-set=0,1,2");
    assertThat(agreed.terms().accessPayloads())
        .containsExactly(new Payload(Codec.OPUS, 111), new Payload(Codec.TELEPHONE_EVENT_48, 110));
  }

  @ParameterizedTest
  @CsvSource({
    // the phone's fmtp, codec, what the media function is told
    "'', AMR_WB, ''",
    "octet-align=0, AMR_WB, ''",
    "octet-align=1, AMR_WB_OCTET, octet-align=1",
    "'mode-set=0,1,2;octet-align=1', AMR_WB_OCTET, 'octet-align=1;mode-set=0,1,2'",
    "'mode-change-neighbor=1;mode-change-capability=2', AMR_WB, mode-change-neighbor=1",
  })
  void anAnswerIsTheFormatItsParametersSay(String parameters, Codec codec, String told) {
    Interworking.Offered offered = call(AMR_ALONE).offerFromAccess(Samples.sdp("chromium-audio"));
    int type = codec.isOctetAligned() ? 106 : 104;
    Interworking.Agreed agreed =
        offered
            .next()
            .answerFromCore(
                Samples.coreAnswer(
                    type + " 105",
                    "a=rtpmap:%d AMR-WB/16000".formatted(type),
                    "a=rtpmap:105 telephone-event/16000",
                    "a=fmtp:%d %s".formatted(type, parameters)));

    assertThat(agreed.terms().corePayloads())
        .extracting(Payload::codec)
        .containsExactly(codec, Codec.TELEPHONE_EVENT_16);
    assertThat(agreed.terms().corePayloads().getFirst().told()).isEqualTo(told);
    assertThat(agreed.sdp().print()).contains("UDP/TLS/RTP/SAVPF 111 110\r\n");
  }

  @Test
  void digitsAtAnotherClockThanTheSpeechAreBetterThanNone() {
    Interworking.Agreed agreed =
        call(AMR_ALONE)
            .offerFromCore(Samples.sdp("volte-handset"))
            .next()
            .answerFromAccess(
                Samples.browserAnswer(
                    "111 110", "a=rtpmap:111 opus/48000/2", "a=rtpmap:110 telephone-event/48000"));

    assertThat(agreed.terms().corePayloads())
        .extracting(Payload::codec)
        .containsExactly(Codec.AMR_WB, Codec.TELEPHONE_EVENT_16);
    assertThat(
            CodecMatch.of(
                    List.of(Codec.AMR_WB, Codec.TELEPHONE_EVENT),
                    List.of(Codec.OPUS, Codec.TELEPHONE_EVENT_48),
                    List.of(Codec.OPUS, Codec.TELEPHONE_EVENT_48))
                .offerer())
        .containsExactly(Codec.AMR_WB, Codec.TELEPHONE_EVENT);
  }

  @ParameterizedTest
  @CsvSource({"crc=1", "robust-sorting=1", "interleaving=30", "mode-set=9"})
  void whatNobodyHereCanDoIsNotUnderstood(String parameters) {
    Sdp offer =
        Samples.core(
            "192.0.2.20",
            17000,
            "96",
            "a=rtpmap:96 AMR-WB/16000",
            "a=fmtp:96 octet-align=1;" + parameters);
    assertThatThrownBy(() -> call(AMR_ALONE).offerFromCore(offer))
        .isInstanceOf(NotAcceptable.class);
  }

  @Test
  void aMediaFunctionIsAskedOnlyForWhatItHas() {
    CodecPolicy narrow = POLICY.servedBy(List.of("opus", "G722", "PCMU", "PCMA", "AMR"));
    assertThat(narrow.core())
        .containsExactly(
            Codec.OPUS, Codec.G722, Codec.PCMU, Codec.PCMA, Codec.AMR, Codec.AMR_OCTET);
    assertThatThrownBy(() -> AMR_ALONE.servedBy(List.of("opus", "AMR")))
        .isInstanceOf(NotAcceptable.class);
    assertThatThrownBy(
            () -> new CodecPolicy(List.of(Codec.OPUS, Codec.AMR), List.of(Codec.OPUS), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("codecs.access");
  }
}
