// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the camera is held (CVO, TS 26.114 §6.2.3.3) is agreed on from end to end or not at all. */
final class OrientationTest {
  private static final String CVO = " urn:3gpp:video-orientation";

  private static Interworking fresh() {
    return Samples.fresh().withVideo(new Local.Core("198.51.100.7", 41002, 41003));
  }

  /** A phone's description, with VP8 and that line. */
  private static Sdp phone(String line) {
    return Sdp.parse(
        Samples.coreAnswer("0").print()
            + "m=video 17010 RTP/AVPF 99\r\na=rtpmap:99 VP8/90000\r\n"
            + line
            + "\r\n");
  }

  /** A browser's answer to that, which is put together as our offer wants it. */
  private static Sdp browser(Sdp offer, String line) {
    MediaSection video = offer.media().getLast();
    return Sdp.parse(
        Samples.browserAnswer(offer.media().getFirst().formats().getFirst())
                .print()
                .replace("a=group:BUNDLE 0", "a=group:BUNDLE 0 " + video.mid().orElseThrow())
            + "m=video 9 UDP/TLS/RTP/SAVPF "
            + video.formats().getFirst()
            + "\r\na=mid:"
            + video.mid().orElseThrow()
            + "\r\na=rtcp-mux\r\na=rtpmap:"
            + video.formats().getFirst()
            + " VP8/90000\r\n"
            + line
            + "\r\n");
  }

  private static List<String> extensions(Sdp sdp) {
    return sdp.media().stream()
        .filter(media -> media.media().equals("video"))
        .flatMap(media -> Attribute.values(media.attributes(), "extmap"))
        .toList();
  }

  @Test
  void itIsOfferedToTheCoreAndAnsweredUnderTheNumberOfTheBrowser() {
    Interworking.Offered offered =
        fresh().offerFromAccess(Samples.sdp("chromium-video-audio-data"));
    assertThat(extensions(offered.sdp())).containsExactly("3" + CVO);

    Interworking.Agreed agreed = offered.next().answerFromCore(phone("a=extmap:7" + CVO));
    assertThat(extensions(agreed.sdp())).containsExactly("3" + CVO);
    assertThat(agreed.terms().video().orElseThrow().orientation()).contains(new Extension(3, 7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=sendrecv", // none
        "a=extmap:7/sendonly urn:3gpp:video-orientation", // one way alone
        "a=extmap:15 urn:3gpp:video-orientation", // no number of a one-byte header
        "a=extmap:7 urn:3gpp:video-orientation:6", // another one
        "a=extmap:x urn:3gpp:video-orientation"
      })
  void withoutItInTheAnswerThereIsNone(String line) {
    Interworking.Agreed agreed =
        fresh()
            .offerFromAccess(Samples.sdp("chromium-video-audio-data"))
            .next()
            .answerFromCore(phone(line));

    assertThat(extensions(agreed.sdp())).isEmpty();
    assertThat(agreed.terms().video().orElseThrow().orientation()).isEmpty();
  }

  @Test
  void aPhoneThatOffersItIsAnsweredInItsNumber() {
    Interworking.Offered offered = fresh().offerFromCore(phone("a=extmap:7/sendrecv" + CVO));
    assertThat(extensions(offered.sdp())).containsExactly("7" + CVO);

    Interworking.Agreed agreed =
        offered.next().answerFromAccess(browser(offered.sdp(), "a=extmap:7" + CVO));
    assertThat(extensions(agreed.sdp())).containsExactly("7" + CVO);
    assertThat(agreed.terms().video().orElseThrow().orientation()).contains(new Extension(7, 7));
  }

  @Test
  void aBrowserThatDoesNotAnswerItIsSpared() {
    Interworking.Offered offered = fresh().offerFromCore(phone("a=extmap:7" + CVO));
    Interworking.Agreed agreed =
        offered.next().answerFromAccess(browser(offered.sdp(), "a=sendrecv"));

    assertThat(extensions(agreed.sdp())).isEmpty();
    assertThat(agreed.terms().video().orElseThrow().orientation()).isEmpty();
  }

  @Test
  void eachSideKeepsItsNumberInLaterOffersOfTheOther() {
    Interworking agreed =
        fresh()
            .offerFromAccess(Samples.sdp("chromium-video-audio-data"))
            .next()
            .answerFromCore(phone("a=extmap:3" + CVO))
            .next();

    assertThat(extensions(agreed.offerFromCore(phone("a=extmap:9" + CVO)).sdp()))
        .containsExactly("3" + CVO);
    assertThat(extensions(agreed.offerFromCore(phone("a=sendrecv")).sdp())).isEmpty();
  }
}
