// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures between browsers and the core: VP8 and H.264, relayed (TS 23.334 §5.20.1). */
final class VideoTest {
  private static final String MODE_1 = "packetization-mode=1;profile=CONSTRAINED_BASELINE";

  private static Interworking fresh() {
    return Samples.fresh().withVideo(new Local.Core("198.51.100.7", 41002, 41003));
  }

  /** Sound as always, and that m-line for the picture. */
  private static Sdp phone(String... lines) {
    return Sdp.parse(Samples.coreAnswer("0").print() + String.join("\r\n", lines) + "\r\n");
  }

  /** As a browser answers: its m-lines are those of our offer. */
  private static Sdp browser(Sdp offer, String... videoLines) {
    MediaSection video = offer.media().getLast();
    return Sdp.parse(
        Samples.browserAnswer(offer.media().getFirst().formats().getFirst())
                .print()
                .replace("a=group:BUNDLE 0", "a=group:BUNDLE 0 " + video.mid().orElseThrow())
            + "m=video 9 UDP/TLS/RTP/SAVPF "
            + String.join(" ", video.formats())
            + "\r\na=mid:"
            + video.mid().orElseThrow()
            + "\r\na=rtcp-mux\r\n"
            + String.join("\r\n", videoLines)
            + "\r\n");
  }

  private static MediaSection video(Sdp sdp) {
    return sdp.media().stream().filter(m -> m.media().equals("video")).findFirst().orElseThrow();
  }

  private static String lines(MediaSection section) {
    return section.attributes().stream()
        .map(a -> a.name() + a.value().map(value -> ":" + value).orElse(""))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void theCoreIsOfferedAPlainPictureAfterTheSound() {
    Sdp offer = fresh().offerFromAccess(Samples.sdp("firefox-audio-video")).sdp();

    assertThat(offer.print())
        .endsWith(
            """
            a=rtcp:41001
            m=video 41002 RTP/AVPF 120 126 97
            b=AS:2000
            a=rtpmap:120 VP8/90000
            a=fmtp:120 max-fs=12288;max-fr=60
            a=rtcp-fb:120 nack
            a=rtcp-fb:120 nack pli
            a=rtcp-fb:120 ccm fir
            a=rtpmap:126 H264/90000
            a=fmtp:126 profile-level-id=42e01f;level-asymmetry-allowed=1;packetization-mode=1
            a=rtcp-fb:126 nack
            a=rtcp-fb:126 nack pli
            a=rtcp-fb:126 ccm fir
            a=rtpmap:97 H264/90000
            a=fmtp:97 profile-level-id=42e01f;level-asymmetry-allowed=1
            a=rtcp-fb:97 nack
            a=rtcp-fb:97 nack pli
            a=rtcp-fb:97 ccm fir
            a=sendrecv
            a=rtcp:41003
            """
                .replace("\n", "\r\n"))
        .doesNotContain("BUNDLE", "mid", "transport-cc", "remb", "rtx", "VP9", "extmap", "ssrc");
  }

  @Test
  void theBrowserIsAnsweredOnTheTransportOfTheSound() {
    Interworking.Agreed agreed =
        fresh()
            .offerFromAccess(Samples.sdp("firefox-audio-video"))
            .next()
            .answerFromCore(
                phone(
                    "m=video 17010 RTP/AVPF 99",
                    "b=AS:512",
                    "a=rtpmap:99 H264/90000",
                    "a=fmtp:99 profile-level-id=42C01E;packetization-mode=1",
                    "a=rtcp-fb:* nack pli"));

    Sdp answer = agreed.sdp();
    assertThat(Attribute.values(answer.attributes(), "group")).containsExactly("BUNDLE 0 1");
    MediaSection video = video(answer);
    assertThat(video.port()).isEqualTo(40000);
    assertThat(video.formats()).containsExactly("126");
    assertThat(video.bandwidths()).containsExactly(new Sdp.Bandwidth("AS", 512));
    assertThat(lines(video))
        .contains("mid:1", "ice-ufrag:gwUf", "setup:passive", "rtcp-mux")
        .endsWith(
            """
            rtpmap:126 H264/90000
            fmtp:126 profile-level-id=42C01E;packetization-mode=1
            rtcp-fb:126 nack pli
            rtcp-fb:126 ccm fir
            sendrecv\
            """);
    VideoFormat h264 = new VideoFormat("H264", MODE_1);
    VideoTerms terms = agreed.terms().video().orElseThrow();
    assertThat(terms.core())
        .contains(new CorePeer("192.0.2.20", 17010, 17011, OptionalLong.of(512)));
    assertThat(terms.accessPayloads()).extracting(VideoPayload::format).containsExactly(h264);
    assertThat(terms.accessPayloads()).extracting(VideoPayload::type).containsExactly(126);
    assertThat(terms.corePayloads()).extracting(VideoPayload::type).containsExactly(99);
    assertThat(terms.coreFeedback()).containsExactly(Feedback.PLI);
    assertThat(terms.accessFeedback()).containsExactlyInAnyOrder(Feedback.PLI, Feedback.FIR);
    assertThat(terms.accessToCore() && terms.coreToAccess()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"chromium-video-audio-data", "chromium-bundle-only"})
  void aPictureBeforeTheSoundStaysBeforeItAndLeadsTheGroup(String sample) {
    Interworking.Offered offered = fresh().offerFromAccess(Samples.sdp(sample));
    Sdp answer =
        offered
            .next()
            .answerFromCore(phone("m=video 17010 RTP/AVPF 96", "a=rtpmap:96 VP8/90000"))
            .sdp();

    assertThat(offered.sdp().media()).extracting(MediaSection::media).contains("audio", "video");
    assertThat(answer.media().subList(0, 2))
        .extracting(MediaSection::port)
        .containsExactly(40000, 40000);
    assertThat(answer.media().subList(0, 2))
        .extracting(MediaSection::media)
        .containsExactly("video", "audio");
    assertThat(Attribute.values(answer.attributes(), "group")).containsExactly("BUNDLE 0 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m=video 0 RTP/AVPF 96|a=rtpmap:96 VP8/90000",
        "m=video 17010 RTP/AVPF 96|a=rtpmap:96 H263/90000",
        "m=video 17010 RTP/SAVPF 96|a=rtpmap:96 VP8/90000"
      })
  void aPictureTheCoreRefusesIsOutOfTheGroup(String lines) {
    Interworking.Agreed agreed =
        fresh()
            .offerFromAccess(Samples.sdp("firefox-audio-video"))
            .next()
            .answerFromCore(phone(lines.split("\\|")));

    assertThat(agreed.sdp().media()).extracting(MediaSection::port).containsExactly(40000, 0);
    assertThat(Attribute.values(agreed.sdp().attributes(), "group")).containsExactly("BUNDLE 0");
    assertThat(agreed.terms().video()).isEmpty();
  }

  @Test
  void withoutAPlaceInTheBundleAPictureIsRefused() {
    Sdp offer = Sdp.parse(Samples.text("firefox-audio-video").replace("BUNDLE 0 1", "BUNDLE 0"));
    Interworking.Offered offered = fresh().offerFromAccess(offer);

    assertThat(offered.sdp().media()).extracting(MediaSection::media).containsExactly("audio");
    assertThat(offered.next().answerFromCore(Samples.coreAnswer("0")).sdp().media())
        .extracting(MediaSection::port)
        .containsExactly(40000, 0);
  }

  @Test
  void aHandsetsPictureIsOfferedInTheBundle() {
    Sdp offer = fresh().offerFromCore(Samples.sdp("volte-video")).sdp();

    assertThat(Attribute.values(offer.attributes(), "group")).containsExactly("BUNDLE 0 v1");
    MediaSection video = video(offer);
    assertThat(video.port()).isZero();
    assertThat(video.protocol()).isEqualTo("UDP/TLS/RTP/SAVPF");
    assertThat(video.bandwidths()).containsExactly(new Sdp.Bandwidth("AS", 690));
    assertThat(lines(video))
        .isEqualTo(
            """
            mid:v1
            bundle-only
            rtcp-mux
            rtpmap:113 H264/90000
            fmtp:113 profile-level-id=42C01E;packetization-mode=1;\
            sprop-parameter-sets=Z0LAHukDwKM=,aM4G4g==
            rtcp-fb:113 nack
            rtcp-fb:113 nack pli
            rtcp-fb:113 ccm fir
            rtpmap:114 H264/90000
            fmtp:114 profile-level-id=42C00C;packetization-mode=0
            rtcp-fb:114 nack
            rtcp-fb:114 nack pli
            rtcp-fb:114 ccm fir
            extmap:7 urn:3gpp:video-orientation
            sendrecv\
            """);
  }

  @Test
  void theHandsetIsAnsweredInItsNumbers() {
    Interworking.Offered offered = fresh().offerFromCore(Samples.sdp("volte-video"));
    Interworking.Agreed agreed =
        offered
            .next()
            .answerFromAccess(
                browser(
                    offered.sdp(),
                    "a=rtpmap:113 H264/90000",
                    "a=fmtp:113 level-asymmetry-allowed=1;packetization-mode=1;"
                        + "profile-level-id=42e01f",
                    "a=rtcp-fb:113 nack pli",
                    "a=recvonly"));

    MediaSection video = video(agreed.sdp());
    assertThat(video.port()).isEqualTo(41002);
    assertThat(video.protocol()).isEqualTo("RTP/AVPF");
    assertThat(lines(video))
        .isEqualTo(
            """
            rtpmap:113 H264/90000
            fmtp:113 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42C01E
            rtcp-fb:113 nack pli
            rtcp-fb:113 ccm fir
            recvonly
            rtcp:41003\
            """);
    VideoTerms terms = agreed.terms().video().orElseThrow();
    assertThat(terms.coreToAccess()).isTrue();
    assertThat(terms.accessToCore()).isFalse();
    assertThat(terms.core())
        .contains(new CorePeer("198.51.100.44", 50012, 50013, OptionalLong.of(690)));
    assertThat(terms.accessFeedback()).containsExactly(Feedback.PLI);
  }

  @Test
  void aBrowserThatRefusesThePictureLeavesTheSound() {
    Interworking.Offered offered = fresh().offerFromCore(Samples.sdp("volte-video"));
    Sdp answer =
        Sdp.parse(
            Samples.browserAnswer("8").print() + "m=video 0 UDP/TLS/RTP/SAVPF 113\r\na=mid:v1\r\n");
    Interworking.Agreed agreed = offered.next().answerFromAccess(answer);

    assertThat(agreed.sdp().media()).extracting(MediaSection::port).containsExactly(41000, 0);
    assertThat(agreed.terms().video()).isEmpty();

    Interworking.Offered again = agreed.next().offerFromCore(Samples.sdp("volte-video"));
    assertThat(again.sdp().media()).hasSize(2);
    assertThat(video(again.sdp()).mid()).as("a line that is used again").contains("v2");
  }

  @ParameterizedTest
  @CsvSource({
    "42e01f, CONSTRAINED_BASELINE",
    "42C00C, CONSTRAINED_BASELINE",
    "4d8015, CONSTRAINED_BASELINE",
    "58c01f, CONSTRAINED_BASELINE",
    "42001f, BASELINE",
    "42801f, BASELINE",
    "58801f, BASELINE",
    "4d001f, MAIN",
    "4d401f, MAIN",
    "640c1f, CONSTRAINED_HIGH",
    "64001f, HIGH"
  })
  void profilesHaveSeveralNames(String profileLevelId, H264Profile profile) {
    assertThat(H264Profile.of(profileLevelId)).contains(profile);
  }

  @ParameterizedTest
  @ValueSource(strings = {"42e1", "42e11f", "6e001f", "f4001f", "zz001f", "42e01f0"})
  void otherProfilesAreUnknown(String profileLevelId) {
    assertThat(H264Profile.of(profileLevelId)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // of the offer, of the answer, both asymmetric, told the offerer
    "42e01f, 42e014, false, 42e014",
    "42e014, 42e01f, false, 42e014",
    "42e014, 42e01f, true, 42e01f",
    "42f00b, 42e00b, false, 42f00b",
    "42e00a, 42f00b, false, 42e00a"
  })
  void theLevelOfAnAnswerIsNotAboveTheOffered(
      String offered, String answered, boolean asymmetric, String told) {
    String more = asymmetric ? ";level-asymmetry-allowed=1" : "";
    Sdp offer =
        phone(
            "m=video 17010 RTP/AVPF 97",
            "a=rtpmap:97 H264/90000",
            "a=fmtp:97 packetization-mode=1;profile-level-id=" + offered + more);
    Interworking.Offered step = fresh().offerFromCore(offer);
    Sdp answer =
        browser(
            step.sdp(),
            "a=rtpmap:97 H264/90000",
            "a=fmtp:97 packetization-mode=1;profile-level-id=" + answered + more);

    assertThat(lines(video(step.next().answerFromAccess(answer).sdp())))
        .contains("profile-level-id=" + told + more);
  }

  @Test
  void modesAndProfilesAreNotMixed() {
    Sdp answer =
        phone(
            "m=video 17010 RTP/AVPF 97 98",
            "a=rtpmap:97 H264/90000",
            "a=fmtp:97 packetization-mode=2;profile-level-id=42e01f",
            "a=rtpmap:98 H264/90000",
            "a=fmtp:98 packetization-mode=0;profile-level-id=42001f");

    VideoTerms terms =
        fresh()
            .offerFromAccess(Samples.sdp("chromium-video-audio-data"))
            .next()
            .answerFromCore(answer)
            .terms()
            .video()
            .orElseThrow();
    assertThat(terms.accessPayloads()).extracting(VideoPayload::type).containsExactly(104);
    assertThat(terms.corePayloads()).extracting(VideoPayload::type).containsExactly(98);
  }

  @Test
  void aCoreWithoutTheFeedbackProfileGetsNone() {
    Sdp offer = Sdp.parse(Samples.text("volte-video").replace("RTP/AVPF", "RTP/AVP"));
    Interworking.Offered step = fresh().offerFromCore(offer);
    Interworking.Agreed agreed =
        step.next()
            .answerFromAccess(
                browser(
                    step.sdp(),
                    "a=rtpmap:113 H264/90000",
                    "a=fmtp:113 packetization-mode=1;profile-level-id=42e01f",
                    "a=rtcp-fb:113 nack"));

    assertThat(lines(video(step.sdp()))).doesNotContain("rtcp-fb");
    assertThat(video(agreed.sdp()).protocol()).isEqualTo("RTP/AVP");
    assertThat(lines(video(agreed.sdp()))).doesNotContain("rtcp-fb");
    assertThat(agreed.terms().video().orElseThrow().coreFeedback()).isEmpty();
  }

  @Test
  void numbersOfTheSoundAreNotTakenForThePicture() {
    Sdp offer =
        Sdp.parse(
            Samples.text("desk-phone")
                + "m=video 17010 RTP/AVPF 101\r\na=rtpmap:101 VP8/90000\r\n");
    assertThat(Samples.text("desk-phone")).contains("101 telephone-event");
    Sdp passed = fresh().offerFromCore(offer).sdp();

    Set<String> sound = Set.copyOf(passed.media().getFirst().formats());
    assertThat(video(passed).formats()).singleElement().isNotIn(sound);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "firefox-audio-video",
        "chromium-video-audio-data",
        "chromium-two-audio-video",
        "safari-audio-video"
      })
  void whatABrowserOffersComesBackInItsNumbersAndOrder(String sample) {
    Sdp offer = Samples.sdp(sample);
    Interworking.Offered step = fresh().offerFromAccess(offer);
    // A core that takes it all, in numbers of its own.
    List<String> formats = video(step.sdp()).formats();
    String echo = step.sdp().print();
    for (int i = 0; i < formats.size(); i++) {
      echo = echo.replaceAll("(rtpmap|fmtp|rtcp-fb):" + formats.get(i) + " ", "$1:@" + i + " ");
    }
    String numbers =
        IntStream.range(0, formats.size()).mapToObj(i -> "@" + i).collect(Collectors.joining(" "));
    echo = echo.replace("RTP/AVPF " + String.join(" ", formats), "RTP/AVPF " + numbers);
    for (int i = formats.size() - 1; i >= 0; i--) {
      echo = echo.replace("@" + i, Integer.toString(127 - i));
    }
    Interworking.Agreed agreed = step.next().answerFromCore(Sdp.parse(echo));

    VideoTerms terms = agreed.terms().video().orElseThrow();
    assertThat(video(agreed.sdp()).formats())
        .isEqualTo(
            video(offer).formats().stream()
                .filter(Set.copyOf(formatsOf(offer))::contains)
                .toList());
    assertThat(terms.accessPayloads())
        .extracting(VideoPayload::format)
        .isEqualTo(terms.corePayloads().stream().map(VideoPayload::format).toList());
    assertThat(terms.corePayloads())
        .extracting(VideoPayload::type)
        .isEqualTo(IntStream.range(0, formats.size()).mapToObj(i -> 127 - i).toList());
    assertThat(agreed.sdp().media())
        .extracting(MediaSection::mid)
        .isEqualTo(offer.media().stream().map(MediaSection::mid).toList());
  }

  private static List<String> formatsOf(Sdp offer) {
    return Video.of(offer, video(offer)).orElseThrow().numbers();
  }

  @Test
  void withoutPortsForItThereIsNoPicture() {
    assertThat(Samples.fresh().offerFromAccess(Samples.sdp("firefox-audio-video")).sdp().media())
        .hasSize(1);
    assertThat(Samples.fresh().offerFromCore(Samples.sdp("volte-video")).sdp().media()).hasSize(1);
    assertThat(AccessDescription.offer(Samples.sdp("firefox-audio-video")).hasVideo()).isTrue();
    assertThat(AccessDescription.offer(Samples.sdp("firefox-audio")).video())
        .isEqualTo(Optional.empty());
  }
}
