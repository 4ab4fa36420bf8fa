// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import ringway.epcscf.alg.NotAcceptable.Reason;

/** The core offers, a browser answers: RFC 8842 §5.2, TS 24.371 §7. */
final class OfferFromCoreTest {
  private static final List<String> PHONES = Samples.PHONES;
  private static final String TELEPHONE_EVENT = "a=rtpmap:101 telephone-event/8000";

  @Test
  void theBrowserIsOfferedOneBundledAudio() {
    assertThat(Samples.fresh().offerFromCore(Samples.sdp("volte-handset")).sdp().print())
        .isEqualTo(
            """
            v=0
            o=- 1111 1 IN IP4 203.0.113.9
            s=-
            t=0 0
            a=ice-lite
            a=group:BUNDLE 0
            m=audio 40000 UDP/TLS/RTP/SAVPF 8 101
            c=IN IP4 203.0.113.9
            a=mid:0
            a=rtcp-mux
            a=ice-ufrag:gwUf
            a=ice-pwd:gatewayPasswordOf24Chars
            a=ice-options:ice2 trickle
            a=fingerprint:%s
            a=setup:actpass
            a=tls-id:tlsIdOfTwentyCharsOrMore
            a=candidate:1 1 udp 2130706431 203.0.113.9 40000 typ host
            a=candidate:2 1 udp 2130706175 10.0.0.9 40000 typ host
            a=candidate:3 1 tcp 1520434687 203.0.113.9 40443 typ host tcptype passive
            a=end-of-candidates
            a=rtpmap:8 PCMA/8000
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-15
            a=ptime:20
            a=maxptime:240
            a=sendrecv
            """
                .formatted(Samples.OUR_PRINT)
                .replace("\n", "\r\n"));
  }

  @Test
  void theCoreIsAnsweredInItsOwnTerms() {
    Interworking.Agreed agreed =
        Samples.fresh()
            .offerFromCore(Samples.sdp("volte-handset"))
            .next()
            .answerFromAccess(
                Samples.browserAnswer("8 101", "a=rtpmap:8 PCMA/8000", TELEPHONE_EVENT));

    assertThat(agreed.sdp().print())
        .isEqualTo(
            """
            v=0
            o=- 2222 1 IN IP4 198.51.100.7
            s=-
            c=IN IP4 198.51.100.7
            t=0 0
            m=audio 41000 RTP/AVP 8 101
            b=AS:80
            a=rtpmap:8 PCMA/8000
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-15
            a=sendrecv
            a=rtcp:41001
            m=video 0 RTP/AVP 98
            """
                .replace("\n", "\r\n"));
    assertThat(agreed.terms().role()).isEqualTo(DtlsRole.PASSIVE);
    assertThat(agreed.terms().access().ufrag()).isEqualTo("brow");
    assertThat(agreed.terms().core())
        .contains(new CorePeer("198.51.100.44", 50010, 50011, OptionalLong.of(80)));
  }

  @ParameterizedTest
  @FieldSource("PHONES")
  void nothingOfWebRtcReachesTheCoreInAnAnswer(String phone) {
    Sdp answer =
        Samples.fresh()
            .offerFromCore(Samples.sdp(phone))
            .next()
            .answerFromAccess(Samples.browserAnswer("8 101", TELEPHONE_EVENT))
            .sdp();

    assertThat(answer.media()).hasSameSizeAs(Samples.sdp(phone).media());
    assertThat(answer.attributes()).isEmpty();
    assertThat(answer.media())
        .flatExtracting(MediaSection::attributes)
        .extracting(Attribute::name)
        .isSubsetOf("rtpmap", "fmtp", "ptime", "maxptime", "sendrecv", "rtcp");
  }

  @Test
  void aBrowserThatWaitsForTheHandshakeMakesUsBegin() {
    Sdp answer =
        Sdp.parse(Samples.browserAnswer("8").print().replace("a=setup:active", "a=setup:passive"));

    assertThat(
            Samples.fresh()
                .offerFromCore(Samples.sdp("desk-phone"))
                .next()
                .answerFromAccess(answer)
                .terms()
                .role())
        .isEqualTo(DtlsRole.ACTIVE);
  }

  @Test
  void anAnswerWithoutARoleOfItsOwnIsRefused() {
    Interworking open = Samples.fresh().offerFromCore(Samples.sdp("desk-phone")).next();
    Sdp answer =
        Sdp.parse(Samples.browserAnswer("8").print().replace("a=setup:active", "a=setup:actpass"));

    assertThatThrownBy(() -> open.answerFromAccess(answer))
        .isInstanceOfSatisfying(
            NotAcceptable.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_DTLS));
  }

  @Test
  void aCallOfCodecsNobodyHereSpeaksIsRefused() {
    Sdp offer = Sdp.parse(Samples.text("volte-amr-only").replace("AMR-WB", "EVS"));

    assertThatThrownBy(() -> CoreDescription.offer(offer))
        .isInstanceOfSatisfying(
            NotAcceptable.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_COMMON_CODEC));
  }

  @ParameterizedTest
  @CsvSource({"RTP/SAVP", "UDP/TLS/RTP/SAVPF", "udp"})
  void aSecuredCoreStreamIsNoneOfOurs(String protocol) {
    Sdp offer = Sdp.parse(Samples.text("desk-phone").replace("RTP/AVP", protocol));

    assertThatThrownBy(() -> CoreDescription.offer(offer))
        .isInstanceOfSatisfying(
            NotAcceptable.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_AUDIO));
  }

  @Test
  void theFeedbackProfileIsAnsweredAsOffered() {
    Sdp offer = Sdp.parse(Samples.text("desk-phone").replace("RTP/AVP", "RTP/AVPF"));

    assertThat(
            Samples.fresh()
                .offerFromCore(offer)
                .next()
                .answerFromAccess(Samples.browserAnswer("8"))
                .sdp()
                .media()
                .getFirst()
                .protocol())
        .isEqualTo("RTP/AVPF");
  }

  @Test
  void anAddressOfTheOtherIpVersionIsRefusedBeforeTheBrowserRings() {
    Sdp offer =
        Sdp.parse(
            Samples.text("desk-phone").replace("c=IN IP4 192.0.2.20", "c=IN IP6 2001:db8::20"));

    assertThatThrownBy(() -> Samples.fresh().offerFromCore(offer))
        .isInstanceOfSatisfying(
            NotAcceptable.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.ADDRESS));
  }

  @Test
  void anOfferWithoutAnAddressIsMalformed() {
    Sdp offer = Sdp.parse(Samples.text("desk-phone").replace("c=IN IP4 192.0.2.20\r\n", ""));

    assertThatThrownBy(() -> CoreDescription.offer(offer))
        .isInstanceOf(MalformedSdp.class)
        .hasMessage("SDP: neither the session nor the audio has a c= line");
  }

  @ParameterizedTest
  @CsvSource({
    "a=rtpmap:x PCMA/8000, SDP: a format is no payload type from 0 to 127",
    "a=rtpmap:101, SDP: an rtpmap has no encoding",
    "a=rtcp:x, SDP: a=rtcp has no port"
  })
  void anAttributeThatCannotBeReadIsMalformed(String line, String message) {
    Sdp offer = Samples.core("192.0.2.20", 17000, "0 101", line);

    assertThatThrownBy(() -> CoreDescription.offer(offer))
        .isInstanceOf(MalformedSdp.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, sendrecv, sendonly",
    "0.0.0.0, sendonly, sendonly",
    "0.0.0.0, recvonly, inactive",
    "0.0.0.0, inactive, inactive"
  })
  void holdTheOldWayReachesTheBrowserAsADirection(String address, String said, String passed) {
    Interworking.Offered offered =
        Samples.fresh().offerFromCore(Samples.core(address, 17000, "0", "a=" + said));

    assertThat(offered.sdp().print()).contains("a=" + passed + "\r\n").doesNotContain("0.0.0.0");
    Terms terms = offered.next().answerFromAccess(Samples.browserAnswer("0", "a=recvonly")).terms();
    assertThat(terms.core()).isEqualTo(Optional.empty());
    assertThat(terms.accessToCore()).isFalse();
  }

  @Test
  void aBrowserThatRejectsTheAudioHasNotAccepted() {
    Interworking open = Samples.fresh().offerFromCore(Samples.sdp("desk-phone")).next();
    Sdp answer = Sdp.parse(Samples.browserAnswer("8").print().replace("m=audio 9", "m=audio 0"));

    assertThatThrownBy(() -> open.answerFromAccess(answer))
        .isInstanceOfSatisfying(
            NotAcceptable.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_AUDIO));
  }
}
