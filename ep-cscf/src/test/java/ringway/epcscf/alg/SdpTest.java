// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SdpTest {
  private static final String HEAD = "v=0|o=- 1 1 IN IP4 127.0.0.1|s=-|t=0 0|";

  static Stream<String> samples() {
    return Stream.concat(
        Stream.concat(Samples.BROWSERS.stream(), Samples.PHONES.stream()),
        Stream.of("volte-amr-only"));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whatIsPrintedReadsAsTheSame(String sample) {
    Sdp sdp = Samples.sdp(sample);

    assertThat(Sdp.parse(sdp.print())).isEqualTo(sdp);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void nothingThatCountsIsLost(String sample) {
    String text = Samples.text(sample);
    Stream<String> expected = text.lines().filter(line -> !line.startsWith("i="));

    assertThat(Samples.sdp(sample).print().lines().toList())
        .containsExactlyInAnyOrderElementsOf(expected.toList());
  }

  @Test
  void theModelHoldsWhatTheTextSays() {
    Sdp sdp = Samples.sdp("volte-handset");

    assertThat(sdp.origin())
        .isEqualTo(
            new Sdp.Origin("anritsu", "3813", "3814", new Sdp.Connection("IP4", "198.51.100.44")));
    assertThat(sdp.media()).extracting(MediaSection::media).containsExactly("audio", "video");
    MediaSection audio = sdp.media().getFirst();
    assertThat(audio.port()).isEqualTo(50010);
    assertThat(audio.formats()).containsExactly("104", "102", "8", "105", "101");
    assertThat(audio.bandwidths()).contains(new Sdp.Bandwidth("RS", 600));
    assertThat(audio.attributes())
        .contains(new Attribute("rtpmap", Optional.of("104 AMR-WB/16000/1")));
  }

  @Test
  void bareLineFeedsAreReadLikeTheWireForm() {
    assertThat(Sdp.parse(Samples.text("desk-phone").replace("\r", "")))
        .isEqualTo(Samples.sdp("desk-phone"));
  }

  @Test
  void severalPortsOfAStreamAreKept() {
    Sdp sdp = parse(HEAD + "m=audio 5000/2 RTP/AVP 0");

    assertThat(sdp.media().getFirst().ports()).isEqualTo(2);
    assertThat(sdp.print()).contains("m=audio 5000/2 RTP/AVP 0\r\n");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "``; SDP line 1: v= is missing",
        "hello; SDP line 1: does not begin with a letter and =",
        "v=1; SDP line 1: the version is not 0",
        "o=- 1 1 IN IP4 1.1.1.1; SDP line 1: v= expected",
        "v=0; SDP line 2: o= is missing",
        "v=0|s=-; SDP line 2: o= expected",
        "v=0|o=- 1 IN IP4 1.1.1.1; SDP line 2: o= has not six parts",
        "v=0|o=- x 1 IN IP4 1.1.1.1; SDP line 2: session id or version is no number",
        "v=0|o=- 1 1 ATM IP4 1.1.1.1; SDP line 2: the network is neither IN IP4 nor IN IP6",
        "v=0|o=- 1 1 IN IP4 (1); SDP line 2: the address is none",
        "v=0|o=- 1 1 IN IP4 1.1.1.1|m=audio 1 RTP/AVP 0; SDP line 3: s= expected",
        "<c=IN IP4; SDP line 5: c= has not three parts",
        "<b=AS; SDP line 5: b= is not of the form type:number",
        "<b=AS:x; SDP line 5: b= is not of the form type:number",
        "<a=; SDP line 5: the attribute has no name",
        "<a=:x; SDP line 5: the attribute has no name",
        "<x=y; SDP line 5: unknown type",
        "<; SDP line 5: does not begin with a letter and =",
        "<m=audio 1 RTP/AVP; SDP line 5: m= has not the four parts media, port, protocol, formats",
        "<m=au(dio 1 RTP/AVP 0; SDP line 5: the media type is none",
        "<m=audio x RTP/AVP 0; SDP line 5: the port is no number from 0 to 65535",
        "<m=audio 65536 RTP/AVP 0; SDP line 5: the port is no number from 0 to 65535",
        "<m=audio -1 RTP/AVP 0; SDP line 5: the port is no number from 0 to 65535",
        "<m=audio 1 RTP(AVP 0; SDP line 5: the protocol is none",
        "<m=audio 1 RTP/AVP 0  8; SDP line 5: a format is empty or no token",
        "<m=audio 1 RTP/AVP 0|t=0 0; SDP line 6: t= within a media section",
        "<a=x:\u0000y; SDP line 5: holds a control character"
      })
  void aMalformedDescriptionIsRefusedWithLineAndCause(String text, String message) {
    String whole = text.startsWith("<") ? HEAD + text.substring(1) + "|" : text;

    assertThatThrownBy(() -> parse(whole)).isInstanceOf(MalformedSdp.class).hasMessage(message);
  }

  @Test
  void noErrorRepeatsTheText() {
    assertThatThrownBy(() -> parse(HEAD + "a=ice-pwd:s3cret\u0001"))
        .hasMessage("SDP line 5: holds a control character");
  }

  @Test
  void lengthLinesAndMediaAreLimited() {
    assertThatThrownBy(() -> Sdp.parse("v=0\r\n".repeat(20_000)))
        .hasMessage("SDP: longer than 65536 characters");
    assertThatThrownBy(() -> Sdp.parse("a=x\n".repeat(2001)))
        .hasMessage("SDP: more than 2000 lines");
    assertThatThrownBy(() -> parse(HEAD + "m=audio 1 RTP/AVP 0|".repeat(33)))
        .hasMessage("SDP line 37: more than 32 media");
  }

  @Test
  void mutilatedDescriptionsAreReadOrRefusedAndNothingElse() {
    Random random = new Random(24371);
    for (String sample : samples().toList()) {
      for (int round = 0; round < 500; round++) {
        StringBuilder text = new StringBuilder(Samples.text(sample));
        for (int i = 0; i < 3; i++) {
          int at = random.nextInt(text.length());
          switch (random.nextInt(3)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.insert(at, (char) random.nextInt(256));
            default -> text.setCharAt(at, "0 =:/\r\n".charAt(random.nextInt(7)));
          }
        }
        attempt(text.toString());
      }
    }
  }

  /** Any other exception than the two typed ones fails the test. */
  private static void attempt(String text) {
    try {
      Sdp sdp = Sdp.parse(text);
      assertThat(Sdp.parse(sdp.print())).isEqualTo(sdp);
      Samples.fresh().offerFromAccess(sdp);
    } catch (MalformedSdp | NotAcceptable refused) {
      assertThat(refused.getMessage()).isNotEmpty();
    }
    try {
      Samples.fresh().offerFromCore(Sdp.parse(text));
    } catch (MalformedSdp | NotAcceptable refused) {
      assertThat(refused.getMessage()).isNotEmpty();
    }
  }

  private static Sdp parse(String piped) {
    return Sdp.parse(piped.replace("|", "\r\n"));
  }
}
