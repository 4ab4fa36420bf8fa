// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import ringway.epcscf.alg.NotAcceptable.Reason;

/** A browser offers, the core answers: TS 23.334 §6.2.10, TS 24.371 §7. */
final class OfferFromBrowserTest {
  private static final List<String> BROWSERS = Samples.BROWSERS;

  @Test
  void theCoreIsOfferedPlainRtp() {
    String offer = Samples.fresh().offerFromAccess(Samples.sdp("chromium-audio")).sdp().print();

    assertThat(offer)
        .isEqualTo(
            """
            v=0
            o=- 2222 1 IN IP4 198.51.100.7
            s=-
            c=IN IP4 198.51.100.7
            t=0 0
            m=audio 41000 RTP/AVP 111 9 0 8 13 126 110
            b=AS:80
            a=rtpmap:111 opus/48000/2
            a=fmtp:111 minptime=10;useinbandfec=1
            a=rtpmap:9 G722/8000
            a=rtpmap:0 PCMU/8000
            a=rtpmap:8 PCMA/8000
            a=rtpmap:13 CN/8000
            a=rtpmap:126 telephone-event/8000
            a=fmtp:126 0-15
            a=rtpmap:110 telephone-event/48000
            a=fmtp:110 0-15
            a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
            a=sendrecv
            a=rtcp:41001
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void theBrowserIsAnsweredInItsOwnTerms() {
    Interworking.Agreed agreed =
        Samples.fresh()
            .offerFromAccess(Samples.sdp("chromium-audio"))
            .next()
            .answerFromCore(
                Samples.coreAnswer("8 126", "a=rtpmap:126 telephone-event/8000", "a=ptime:20"));

    assertThat(agreed.sdp().print())
        .isEqualTo(
            """
            v=0
            o=- 1111 1 IN IP4 203.0.113.9
            s=-
            t=0 0
            a=ice-lite
            a=group:BUNDLE 0
            m=audio 40000 UDP/TLS/RTP/SAVPF 8 126
            c=IN IP4 203.0.113.9
            a=mid:0
            a=rtcp-mux
            a=ice-ufrag:gwUf
            a=ice-pwd:gatewayPasswordOf24Chars
            a=ice-options:ice2 trickle
            a=fingerprint:%s
            a=setup:passive
            a=candidate:1 1 udp 2130706431 203.0.113.9 40000 typ host
            a=candidate:2 1 udp 2130706175 10.0.0.9 40000 typ host
            a=candidate:3 1 tcp 1520434687 203.0.113.9 40443 typ host tcptype passive
            a=end-of-candidates
            a=rtpmap:8 PCMA/8000
            a=rtpmap:126 telephone-event/8000
            a=fmtp:126 0-15
            a=ptime:20
            a=sendrecv
            """
                .formatted(Samples.OUR_PRINT)
                .replace("\n", "\r\n"));
  }

  @Test
  void theTermsNameBothPeers() {
    Interworking.Agreed agreed = answered("chromium-audio", Samples.coreAnswer("8"));

    assertThat(agreed.terms())
        .isEqualTo(
            new Terms(
                new AccessPeer(
                    "F1j7",
                    "+6EpeK69X2b/qWZ6vqNii0hY",
                    List.of(
                        new Fingerprint(
                            "sha-256",
                            "E5:93:0F:20:5B:7D:47:7C:1C:FF:8A:71:F5:9D:EC:67:"
                                + "EC:A7:FE:B1:F8:C0:EB:B4:6C:91:AD:E6:18:37:48:A9")),
                    List.of(3_363_100_384L),
                    RtcpMux.WANTED),
                DtlsRole.PASSIVE,
                Optional.of(new CorePeer("192.0.2.20", 17000, 17001)),
                true,
                true,
                List.of(new Payload(Codec.PCMA, 8)),
                List.of(new Payload(Codec.PCMA, 8)),
                Optional.empty(),
                Optional.empty()));
  }

  @ParameterizedTest
  @FieldSource("BROWSERS")
  void nothingOfWebRtcReachesTheCore(String browser) {
    Sdp offer = Samples.fresh().offerFromAccess(Samples.sdp(browser)).sdp();

    assertThat(offer.attributes()).isEmpty();
    assertThat(offer.media()).hasSize(1);
    assertThat(offer.media().getFirst().attributes())
        .extracting(Attribute::name)
        .isSubsetOf("rtpmap", "fmtp", "ptime", "maxptime", "extmap", "sendrecv", "rtcp");
    assertThat(offer.print())
        .doesNotContain("local", "candidate", "127.0.0.1", "SAVP", "mid", "fingerprint")
        .doesNotContain("abs-send-time", "transport-wide", "toffset", "hdrext:sdes");
  }

  @ParameterizedTest
  @FieldSource("BROWSERS")
  void theAnswerKeepsNumberOrderTypeProtocolAndMidsOfTheMedia(String browser) {
    Sdp offer = Samples.sdp(browser);
    Sdp answer = answered(browser, Samples.coreAnswer("0 8")).sdp();

    assertThat(answer.media()).hasSameSizeAs(offer.media());
    for (int i = 0; i < offer.media().size(); i++) {
      MediaSection asked = offer.media().get(i);
      MediaSection given = answer.media().get(i);
      assertThat(given.media()).isEqualTo(asked.media());
      assertThat(given.protocol()).isEqualTo(asked.protocol());
      assertThat(given.mid()).isEqualTo(asked.mid());
    }
    List<MediaSection> live = answer.media().stream().filter(m -> m.port() != 0).toList();
    assertThat(live).hasSize(1);
    assertThat(live.getFirst().media()).isEqualTo("audio");
    assertThat(Attribute.values(answer.attributes(), "group"))
        .containsExactly("BUNDLE " + live.getFirst().mid().orElseThrow());
  }

  @Test
  void theFirstOfTwoAudiosIsServed() {
    Sdp answer = answered("chromium-two-audio-video", Samples.coreAnswer("0")).sdp();

    assertThat(answer.media()).extracting(MediaSection::port).containsExactly(40000, 0, 0);
  }

  @Test
  void aBundleOnlyAudioIsLiveAndTakesItsTransportFromTheGroup() {
    Interworking.Agreed agreed = answered("chromium-bundle-only", Samples.coreAnswer("0"));

    assertThat(agreed.terms().access().ufrag()).isEqualTo("tYuF");
    assertThat(agreed.sdp().media()).extracting(MediaSection::port).containsExactly(0, 40000);
  }

  @Test
  void sessionLevelFingerprintCounts() {
    assertThat(answered("firefox-audio", Samples.coreAnswer("0")).terms().access().fingerprints())
        .singleElement()
        .matches(print -> print.value().startsWith("12:DB"));
  }

  @Test
  void withoutBundleTheAnswerHasNoGroup() {
    Sdp offer = changed("chromium-audio", text -> text.replace("a=group:BUNDLE 0\r\n", ""));
    Sdp answer =
        Samples.fresh().offerFromAccess(offer).next().answerFromCore(Samples.coreAnswer("0")).sdp();

    assertThat(answer.print()).doesNotContain("group");
  }

  @Test
  void theOrderTowardsTheCoreIsThatOfTheSettings() {
    Sdp offer = changed("chromium-audio", text -> text.replace("9 0 8 13 110", "8 0"));
    CodecPolicy policy =
        new CodecPolicy(
            List.of(Codec.OPUS, Codec.PCMA, Codec.PCMU),
            List.of(Codec.PCMU, Codec.PCMA, Codec.OPUS),
            true);
    Interworking call = Interworking.begin(Samples.NAMES, Samples.LOCAL, policy);

    assertThat(call.offerFromAccess(offer).sdp().media().getFirst().formats())
        .containsExactly("0", "8", "111", "126");
  }

  @Test
  void aPhoneMayNumberItsPayloadsItself() {
    Interworking.Agreed agreed =
        answered(
            "chromium-audio", Samples.coreAnswer("8 101", "a=rtpmap:101 telephone-event/8000"));

    assertThat(agreed.terms().accessPayloads()).contains(new Payload(Codec.TELEPHONE_EVENT, 126));
    assertThat(agreed.terms().corePayloads()).contains(new Payload(Codec.TELEPHONE_EVENT, 101));
    assertThat(agreed.sdp().media().getFirst().formats()).containsExactly("8", "126");
  }

  @Test
  void anUnofferedCodecOfTheAnswerIsLeftOut() {
    Sdp offer = changed("chromium-audio", text -> text.replace("111 63 9 0 8 13 110 126", "111 8"));
    Interworking.Agreed agreed =
        Samples.fresh()
            .offerFromAccess(offer)
            .next()
            .answerFromCore(Samples.coreAnswer("0 8 101", "a=rtpmap:101 telephone-event/8000"));

    assertThat(agreed.sdp().media().getFirst().formats()).containsExactly("8");
  }

  @Test
  void packetTimesPassBothWays() {
    Sdp offer = changed("chromium-audio", t -> t + "a=ptime:20\r\na=maxptime:60\r\n");
    Interworking.Offered offered = Samples.fresh().offerFromAccess(offer);

    assertThat(offered.sdp().print()).contains("a=ptime:20\r\n", "a=maxptime:60\r\n");
    assertThat(offered.next().answerFromCore(Samples.coreAnswer("0", "a=ptime:30")).sdp().print())
        .contains("a=ptime:30\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    // offer, answer of the core, answer to the browser, browser to core, core to browser
    "sendrecv, sendrecv, sendrecv, true, true",
    "sendrecv, recvonly, recvonly, true, false",
    "sendrecv, sendonly, sendonly, false, true",
    "sendrecv, inactive, inactive, false, false",
    "sendonly, recvonly, recvonly, true, false",
    "sendonly, sendrecv, recvonly, true, false",
    "recvonly, sendrecv, sendonly, false, true",
    "inactive, sendrecv, inactive, false, false"
  })
  void directionsPassAndGateTheMedia(
      String offered, String answered, String passed, boolean toCore, boolean toAccess) {
    Sdp offer = changed("chromium-audio", text -> text.replace("a=sendrecv", "a=" + offered));
    Interworking.Offered step = Samples.fresh().offerFromAccess(offer);
    Interworking.Agreed agreed =
        step.next().answerFromCore(Samples.coreAnswer("0", "a=" + answered));

    assertThat(step.sdp().print()).contains("a=" + offered + "\r\n");
    assertThat(agreed.sdp().print()).contains("a=" + passed + "\r\n");
    assertThat(agreed.terms().accessToCore()).isEqualTo(toCore);
    assertThat(agreed.terms().coreToAccess()).isEqualTo(toAccess);
  }

  @ParameterizedTest
  @CsvSource({"actpass, passive, PASSIVE", "active, passive, PASSIVE", "passive, active, ACTIVE"})
  void theDtlsRoleFitsTheOffer(String offered, String answered, DtlsRole role) {
    Sdp offer =
        changed("chromium-audio", text -> text.replace("setup:actpass", "setup:" + offered));
    Interworking.Agreed agreed =
        Samples.fresh().offerFromAccess(offer).next().answerFromCore(Samples.coreAnswer("0"));

    assertThat(agreed.sdp().print()).contains("a=setup:" + answered + "\r\n");
    assertThat(agreed.terms().role()).isEqualTo(role);
  }

  @Test
  void tlsIdIsAnsweredWhenOffered() {
    Sdp offer = changed("chromium-audio", text -> text + "a=tls-id:Jd83mKqP0sLxZ7vT2bYw\r\n");
    Sdp answer =
        Samples.fresh().offerFromAccess(offer).next().answerFromCore(Samples.coreAnswer("0")).sdp();

    assertThat(answer.print()).contains("a=tls-id:" + Samples.NAMES.tlsId() + "\r\n");
    assertThat(answered("chromium-audio", Samples.coreAnswer("0")).sdp().print())
        .doesNotContain("tls-id");
  }

  @Test
  void theProtocolOfTheAnswerIsThatOfTheOffer() {
    Sdp offer = changed("chromium-audio", text -> text.replace("RTP/SAVPF", "RTP/SAVP"));
    Sdp answer =
        Samples.fresh().offerFromAccess(offer).next().answerFromCore(Samples.coreAnswer("0")).sdp();

    assertThat(answer.media().getFirst().protocol()).isEqualTo("UDP/TLS/RTP/SAVP");
  }

  static Stream<Arguments> unacceptable() {
    return Stream.of(
        refused(Reason.NO_AUDIO, t -> t.replace("m=audio 9 ", "m=audio 0 ")),
        refused(Reason.NO_AUDIO, t -> t.replace("m=audio", "m=video")),
        refused(Reason.NO_AUDIO, t -> t.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP")),
        refused(Reason.NO_COMMON_CODEC, t -> t.replace("111 63 9 0 8 13 110 126", "63 13 126")),
        refused(Reason.NO_DTLS, t -> t.replaceAll("a=fingerprint.*\r\n", "")),
        refused(Reason.NO_DTLS, t -> t.replace("sha-256", "md5")),
        refused(
            Reason.NO_DTLS,
            t -> t.replace("a=fingerprint:sha-256 E5:", "a=fingerprint:sha-256 X5:")),
        refused(Reason.NO_DTLS, t -> t.replace("setup:actpass", "setup:holdconn")),
        refused(Reason.NO_ICE, t -> t.replace("ice-ufrag:F1j7", "ice-ufrag:F1j")),
        refused(Reason.NO_ICE, t -> t.replaceAll("a=ice-pwd.*\r\n", "a=ice-pwd:short\r\n")),
        refused(Reason.NO_ICE, t -> t.replaceAll("a=ice-ufrag.*\r\n", "")));
  }

  private static Arguments refused(Reason reason, UnaryOperator<String> change) {
    return Arguments.of(reason, change);
  }

  @ParameterizedTest(name = "{0} [{index}]")
  @MethodSource("unacceptable")
  void anOfferThatCannotBeServedIsRefusedForItsReason(Reason reason, UnaryOperator<String> change) {
    Sdp offer = changed("chromium-audio", change);

    assertThatThrownBy(() -> AccessDescription.offer(offer))
        .isInstanceOfSatisfying(
            NotAcceptable.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  @Test
  void sdesKeysAreNeitherUsedNorAnswered() {
    Sdp offer =
        changed(
            "chromium-audio",
            t -> t + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + "A".repeat(40) + "\r\n");
    Interworking.Offered offered = Samples.fresh().offerFromAccess(offer);

    assertThat(offered.sdp().print()).doesNotContain("crypto");
    assertThat(offered.next().answerFromCore(Samples.coreAnswer("0")).sdp().print())
        .doesNotContain("crypto");
  }

  static Stream<Arguments> unfitAnswers() {
    return Stream.of(
        Arguments.of(Reason.NO_AUDIO, Samples.core("192.0.2.20", 0, "0")),
        Arguments.of(Reason.NO_COMMON_CODEC, Samples.coreAnswer("18")),
        Arguments.of(
            Reason.NO_COMMON_CODEC, Samples.coreAnswer("126", "a=rtpmap:126 telephone-event/8000")),
        Arguments.of(Reason.ANSWER_UNLIKE_OFFER, Samples.coreAnswer("0", "m=video 0 RTP/AVP 96")),
        Arguments.of(Reason.ADDRESS, Samples.core("phone.example.net", 5000, "0")),
        Arguments.of(Reason.ADDRESS, Samples.core("224.2.1.1", 5000, "0")),
        Arguments.of(Reason.ADDRESS, Samples.core("2001:db8::1", 5000, "0")));
  }

  @ParameterizedTest
  @MethodSource("unfitAnswers")
  void anAnswerThatDoesNotFitIsRefusedForItsReason(Reason reason, Sdp answer) {
    Interworking open = Samples.fresh().offerFromAccess(Samples.sdp("chromium-audio")).next();

    assertThatThrownBy(() -> open.answerFromCore(answer))
        .isInstanceOfSatisfying(
            NotAcceptable.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  @Test
  void anAnswerBeforeAnyOfferIsRefused() {
    assertThatThrownBy(() -> Samples.fresh().answerFromCore(Samples.coreAnswer("0")))
        .isInstanceOf(NotAcceptable.class)
        .hasMessage("an answer without an offer");
  }

  @Test
  void rtcpGoesWhereTheCoreWantsIt() {
    assertThat(rtcpPort("a=rtcp:18000")).isEqualTo(18000);
    assertThat(rtcpPort("a=rtcp:18000 IN IP4 192.0.2.20")).isEqualTo(18000);
    assertThat(rtcpPort("a=rtcp:18000 IN IP4 192.0.2.99")).isZero();
    assertThat(rtcpPort("b=RS:0", "b=RR:0")).isZero();
    assertThat(rtcpPort("b=RS:0", "b=RR:2000")).isEqualTo(17001);
  }

  private static int rtcpPort(String... lines) {
    return answered("chromium-audio", Samples.coreAnswer("0", lines))
        .terms()
        .core()
        .orElseThrow()
        .rtcpPort();
  }

  private static Interworking.Agreed answered(String browser, Sdp answer) {
    return Samples.fresh().offerFromAccess(Samples.sdp(browser)).next().answerFromCore(answer);
  }

  private static Sdp changed(String browser, UnaryOperator<String> change) {
    return Sdp.parse(change.apply(Samples.text(browser)));
  }
}
