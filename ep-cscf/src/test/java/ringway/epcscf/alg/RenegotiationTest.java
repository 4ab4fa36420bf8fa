// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.alg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes after the first answer: forks, repeats, re-offers from either side, refused ones. */
final class RenegotiationTest {
  private static final Sdp CHROMIUM = Samples.sdp("chromium-audio");
  private static final String EVENT_126 = "a=rtpmap:126 telephone-event/8000";
  private static final String EVENT_101 = "a=rtpmap:101 telephone-event/8000";

  private static Interworking.Agreed established() {
    return Samples.fresh()
        .offerFromAccess(CHROMIUM)
        .next()
        .answerFromCore(Samples.coreAnswer("0 8 101", EVENT_101));
  }

  private static Sdp reoffer(String direction) {
    return Sdp.parse(CHROMIUM.print().replace("a=sendrecv", "a=" + direction));
  }

  @Test
  void aRepeatedAnswerIsPassedOnUnchanged() {
    Interworking.Agreed first = established();
    Interworking.Agreed again =
        first.next().answerFromCore(Samples.coreAnswer("0 8 101", EVENT_101));

    assertThat(again.sdp()).isEqualTo(first.sdp());
    assertThat(again.terms()).isEqualTo(first.terms());
  }

  @Test
  void anotherForkMovesTheMediaButNotTheBrowser() {
    Interworking.Agreed first =
        Samples.fresh()
            .offerFromAccess(CHROMIUM)
            .next()
            .answerFromCore(Samples.coreAnswer("8 126", EVENT_126));
    Interworking.Agreed second =
        first.next().answerFromCore(Samples.core("192.0.2.21", 18000, "0 8 101", EVENT_101));

    assertThat(second.sdp()).isEqualTo(first.sdp());
    assertThat(second.terms().core()).contains(new CorePeer("192.0.2.21", 18000, 18001));
    assertThat(second.terms().accessPayloads()).contains(new Payload(Codec.TELEPHONE_EVENT, 126));
    assertThat(second.terms().corePayloads()).contains(new Payload(Codec.TELEPHONE_EVENT, 101));
  }

  @Test
  void aForkThatSpeaksAnotherCodecChangesTheAnswerAndItsVersion() {
    Interworking.Agreed first =
        Samples.fresh().offerFromAccess(CHROMIUM).next().answerFromCore(Samples.coreAnswer("8"));
    Interworking.Agreed second = first.next().answerFromCore(Samples.coreAnswer("0"));

    assertThat(second.sdp().media().getFirst().formats()).containsExactly("0");
    assertThat(first.sdp().origin().version()).isEqualTo("1");
    assertThat(second.sdp().origin().version()).isEqualTo("2");
  }

  @Test
  void holdByTheBrowserKeepsEverythingButDirectionAndVersion() {
    Interworking.Agreed before = established();
    Interworking.Offered hold = before.next().offerFromAccess(reoffer("sendonly"));
    Interworking.Agreed held =
        hold.next().answerFromCore(Samples.coreAnswer("0 8 101", EVENT_101, "a=recvonly"));

    // Towards the core the numbers are now those the phone chose itself.
    assertThat(hold.sdp().print())
        .contains("o=- 2222 2 ", "m=audio 41000 RTP/AVP 111 9 0 8 13 101 110", "a=sendonly");
    assertThat(held.sdp().print())
        .isEqualTo(
            before
                .sdp()
                .print()
                .replace("o=- 1111 1 ", "o=- 1111 2 ")
                .replace("a=sendrecv", "a=recvonly"));
    assertThat(held.terms().accessToCore()).isTrue();
    assertThat(held.terms().coreToAccess()).isFalse();
    assertThat(held.terms().role()).isEqualTo(before.terms().role());
  }

  @Test
  void holdByTheCoreReachesTheBrowserWithItsMidsAndNumbers() {
    Interworking.Agreed before = established();
    Interworking.Offered hold =
        before.next().offerFromCore(Samples.coreAnswer("0 8 101", EVENT_101, "a=inactive"));
    Interworking.Agreed held =
        hold.next().answerFromAccess(Samples.browserAnswer("0 8 126", EVENT_126, "a=inactive"));

    assertThat(hold.sdp().print())
        .contains(
            "o=- 1111 2 ",
            "m=audio 40000 UDP/TLS/RTP/SAVPF 0 8 126",
            "a=mid:0",
            "a=setup:actpass",
            "a=inactive",
            "a=ice-ufrag:gwUf");
    assertThat(held.sdp().print())
        .contains("o=- 2222 2 ", "m=audio 41000 RTP/AVP 0 8 101", "a=inactive");
    assertThat(held.terms().accessToCore()).isFalse();
    assertThat(held.terms().coreToAccess()).isFalse();
    assertThat(held.terms().accessPayloads()).contains(new Payload(Codec.TELEPHONE_EVENT, 126));
    assertThat(held.terms().corePayloads()).contains(new Payload(Codec.TELEPHONE_EVENT, 101));
  }

  @Test
  void ourReofferCarriesTheRejectedMediaOfTheBrowserAlong() {
    Interworking agreed =
        Samples.fresh()
            .offerFromAccess(Samples.sdp("chromium-video-audio-data"))
            .next()
            .answerFromCore(Samples.coreAnswer("0"))
            .next();
    Sdp reoffer = agreed.offerFromCore(Samples.coreAnswer("0", "a=sendonly")).sdp();

    assertThat(reoffer.media())
        .extracting(MediaSection::media)
        .containsExactly("video", "audio", "application");
    assertThat(reoffer.media()).extracting(MediaSection::port).containsExactly(0, 40000, 0);
    assertThat(reoffer.media())
        .extracting(m -> m.mid().orElseThrow())
        .containsExactly("0", "1", "2");
    assertThat(Attribute.values(reoffer.attributes(), "group")).containsExactly("BUNDLE 1");
  }

  @Test
  void ourReofferCarriesTheRejectedMediaOfTheCoreAlong() {
    Interworking agreed =
        Samples.fresh()
            .offerFromCore(Samples.sdp("volte-handset"))
            .next()
            .answerFromAccess(Samples.browserAnswer("8 101", EVENT_101))
            .next();
    Sdp reoffer = agreed.offerFromAccess(reoffer("sendonly")).sdp();

    assertThat(reoffer.media()).extracting(MediaSection::port).containsExactly(41000, 0);
    assertThat(reoffer.media()).extracting(MediaSection::media).containsExactly("audio", "video");
  }

  @Test
  void aRoleOnceTakenIsKeptThroughReoffers() {
    Sdp waits =
        Sdp.parse(Samples.browserAnswer("8").print().replace("a=setup:active", "a=setup:passive"));
    Interworking active =
        Samples.fresh()
            .offerFromCore(Samples.sdp("desk-phone"))
            .next()
            .answerFromAccess(waits)
            .next();
    Interworking.Agreed again =
        active.offerFromAccess(reoffer("sendrecv")).next().answerFromCore(Samples.coreAnswer("8"));

    assertThat(again.terms().role()).isEqualTo(DtlsRole.ACTIVE);
    assertThat(again.sdp().print()).contains("a=setup:active\r\n");
  }

  @Test
  void aRefusedReofferLeavesWhatWasAgreed() {
    Interworking.Agreed before = established();
    // Refused on the far side: no answer ever comes, the other side offers next.
    Interworking abandoned = before.next().offerFromAccess(reoffer("inactive")).next();
    Interworking.Offered next = abandoned.offerFromCore(Samples.coreAnswer("0 8 101", EVENT_101));

    assertThat(next.sdp().print())
        .contains("m=audio 40000 UDP/TLS/RTP/SAVPF 0 8 126", "a=sendrecv");
  }

  @Test
  void versionsNeverGoBackAfterARefusedReoffer() {
    Interworking abandoned = established().next().offerFromAccess(reoffer("inactive")).next();
    Interworking.Offered next = abandoned.offerFromAccess(reoffer("sendonly"));

    assertThat(next.sdp().origin().version()).isEqualTo("3");
  }

  @Test
  void aRefusedReofferOfTheBrowserForgetsItsNewMedia() {
    Interworking.Agreed before = established();
    Sdp withVideo = Sdp.parse(CHROMIUM.print() + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\n");
    Interworking abandoned = before.next().offerFromAccess(withVideo).next();

    assertThat(abandoned.offerFromCore(Samples.coreAnswer("0")).sdp().media()).hasSize(1);
  }

  @Test
  void anAnswerOvertakenByAnotherExchangeChangesNothing() {
    Interworking.Agreed held =
        established()
            .next()
            .offerFromCore(Samples.coreAnswer("0 8 101", EVENT_101, "a=sendonly"))
            .next()
            .answerFromAccess(Samples.browserAnswer("0 8 126", EVENT_126, "a=recvonly"));
    // The 200 of the INVITE repeats the answer of its 183 after an UPDATE.
    Interworking.Agreed late = held.next().answerFromCore(Samples.coreAnswer("0 8 101", EVENT_101));

    assertThat(late.terms()).isEqualTo(held.terms());
    assertThat(late.next()).isSameAs(held.next());
  }

  @Test
  void theAudioIsFollowedByItsMid() {
    Sdp moved =
        Sdp.parse(Samples.text("chromium-two-audio-video").replaceFirst("m=audio 9", "m=audio 0"));
    Interworking agreed =
        Samples.fresh()
            .offerFromAccess(Samples.sdp("chromium-two-audio-video"))
            .next()
            .answerFromCore(Samples.coreAnswer("0"))
            .next();
    Interworking.Agreed after =
        agreed.offerFromAccess(moved).next().answerFromCore(Samples.coreAnswer("0"));

    assertThat(after.sdp().media()).extracting(MediaSection::port).containsExactly(0, 40000, 0);
    assertThat(Attribute.values(after.sdp().attributes(), "group")).containsExactly("BUNDLE 1");

    // The first one back again: the one in use stays.
    Interworking.Agreed back =
        after
            .next()
            .offerFromAccess(Samples.sdp("chromium-two-audio-video"))
            .next()
            .answerFromCore(Samples.coreAnswer("0"));
    assertThat(back.sdp().media()).extracting(MediaSection::port).containsExactly(0, 40000, 0);
  }

  @Test
  void newCredentialsOfTheBrowserBecomeTheTerms() {
    Sdp restarted = Sdp.parse(CHROMIUM.print().replace("ice-ufrag:F1j7", "ice-ufrag:Zz99"));
    Interworking.Agreed agreed =
        established()
            .next()
            .offerFromAccess(restarted)
            .next()
            .answerFromCore(Samples.coreAnswer("0"));

    assertThat(agreed.terms().access().ufrag()).isEqualTo("Zz99");
  }

  @Test
  void aReofferThatCannotBeServedLeavesTheCallAsItWas() {
    Interworking agreed = established().next();

    assertThatThrownBy(() -> agreed.offerFromCore(Samples.core("192.0.2.20", 0, "0")))
        .isInstanceOf(NotAcceptable.class);
    assertThat(agreed.offerFromCore(Samples.coreAnswer("0")).sdp().origin().version())
        .isEqualTo("2");
  }

  @Test
  void numbersAreNeverGivenToAnotherCodec() {
    PayloadBook book =
        PayloadBook.EMPTY.learning(
            List.of(new Payload(Codec.PCMU, 0), new Payload(Codec.PCMA, 101)));

    assertThat(
            book.covering(List.of(new Payload(Codec.TELEPHONE_EVENT, 101)), PayloadBook.EMPTY)
                .types())
        .containsEntry(Codec.PCMA, 101)
        .containsEntry(Codec.TELEPHONE_EVENT, 96);
    // 64 to 95 could be taken for RTCP, a static number for its codec.
    assertThat(
            PayloadBook.EMPTY
                .covering(List.of(new Payload(Codec.TELEPHONE_EVENT, 72)), PayloadBook.EMPTY)
                .payload(Codec.TELEPHONE_EVENT)
                .type())
        .isEqualTo(101);
  }
}
