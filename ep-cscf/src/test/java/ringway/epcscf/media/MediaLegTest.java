// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.epcscf.alg.CodecPolicy;
import ringway.epcscf.sip.SipReject;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.MediaFailure;
import ringway.iq.Reserve;
import ringway.iq.SendDtmf;
import ringway.iq.Side;

final class MediaLegTest {
  private static final long SESSION = 0x1234_5678_9abcL;
  private static final String BROWSER_PRINT = "EF:".repeat(31) + "01";

  private final FakeGateway gateway = new FakeGateway();
  private final MediaLeg leg = new MediaLegs(gateway, CodecPolicy.DEFAULT).open(SESSION);

  @AfterEach
  void nothingIsLeftReserved() {
    gateway.failing = Optional.empty();
    leg.release();
    assertThat(gateway.contexts).isEmpty();
  }

  private static String browser(String direction) {
    return """
    v=0
    o=- 99 2 IN IP4 127.0.0.1
    s=-
    t=0 0
    a=group:BUNDLE 0
    m=audio 9 UDP/TLS/RTP/SAVPF 111 0 8 126
    c=IN IP4 0.0.0.0
    a=ice-ufrag:brow
    a=ice-pwd:browserPasswordOf24Chars
    a=fingerprint:sha-256 %s
    a=setup:actpass
    a=mid:0
    a=%s
    a=rtcp-mux
    a=rtpmap:111 opus/48000/2
    a=rtpmap:126 telephone-event/8000
    """
        .formatted(BROWSER_PRINT, direction);
  }

  private static String browserAnswer(String direction) {
    return browser(direction).replace("actpass", "active");
  }

  private static String phone(int port, String direction) {
    return """
    v=0
    o=phone 5 5 IN IP4 192.0.2.20
    s=-
    c=IN IP4 192.0.2.20
    t=0 0
    m=audio %d RTP/AVP 8 101
    a=rtpmap:101 telephone-event/8000
    a=%s
    """
        .formatted(port, direction);
  }

  @Test
  void theGateNarrowsWhatIsAgreedAndGivesItBack() {
    leg.offerFromAccess(browser("sendrecv"));
    leg.gate(true, false);
    leg.answerFromCore(phone(17000, "sendrecv"));
    assertThat(gateway.last().gate()).isEqualTo(Configure.Gate.ACCESS_TO_CORE);

    leg.gate(true, true);
    assertThat(gateway.last().gate()).isEqualTo(Configure.Gate.OPEN);
    int commands = gateway.configured.size();
    leg.gate(true, true);
    assertThat(gateway.configured).as("nothing new").hasSize(commands);
  }

  @Test
  void digitsArePlayedToACoreThatKnowsTelephoneEvents() {
    leg.offerFromAccess(browser("sendrecv"));
    assertThat(leg.playsDigits()).as("before an answer").isFalse();
    leg.answerFromCore(phone(17000, "sendrecv"));

    assertThat(leg.playsDigits()).isTrue();
    leg.playDigits("5", 20);

    assertThat(gateway.digits)
        .containsExactly(
            new SendDtmf(MediaLegs.contextOf(SESSION), "0", Side.CORE, "5", SendDtmf.SHORTEST));
  }

  @Test
  void toACoreWithoutTelephoneEventsNoneArePlayed() {
    leg.offerFromAccess(browser("sendrecv"));
    leg.answerFromCore(
        phone(17000, "sendrecv").replace(" 101", "").replaceFirst("a=rtpmap:101.*\n", ""));

    assertThat(leg.playsDigits()).isFalse();
  }

  @Test
  void anOfferOfTheCoreThatOnlyMovesIsAnsweredWithoutTheBrowser() {
    leg.offerFromAccess(browser("sendrecv"));
    leg.answerFromCore(phone(17000, "sendrecv"));
    String seen = leg.lastToAccess().orElseThrow();

    String answer = leg.answerInPlace(phone(18000, "sendrecv")).orElseThrow();

    assertThat(answer).contains("m=audio 41000 RTP/AVP 8 101", "a=sendrecv");
    assertThat(gateway.last().rtp().orElseThrow().port()).isEqualTo(18000);
    assertThat(leg.lastToAccess()).hasValue(seen);
    assertThat(leg.answerInPlace(phone(18000, "sendonly"))).as("hold").isEmpty();
    assertThat(gateway.last().gate()).isEqualTo(Configure.Gate.OPEN);
    assertThat(leg.answerFromCore(phone(17000, "sendrecv"))).as("of the INVITE").isEqualTo(seen);
  }

  @Test
  void soIsOneInACallTheCoreBegan() {
    leg.offerFromCore(phone(17000, "sendrecv"));
    assertThat(leg.answerInPlace(phone(18000, "sendrecv"))).as("not answered yet").isEmpty();
    leg.answerFromAccess(browserAnswer("sendrecv"));

    assertThat(leg.answerInPlace(phone(18000, "sendrecv"))).isPresent();
    assertThat(gateway.last().rtp().orElseThrow().port()).isEqualTo(18000);
    assertThat(leg.answerInPlace(phone(18000, "inactive"))).as("hold").isEmpty();
  }

  @Test
  void nothingIsReservedBeforeTheFirstOffer() {
    leg.release();

    assertThat(gateway.released).isEmpty();
  }

  @Test
  void aCallFromTheBrowserReservesWithTheOfferAndSetsWithTheAnswer() {
    String offer = leg.offerFromAccess(browser("sendrecv"));

    assertThat(gateway.contexts)
        .containsOnly(
            java.util.Map.entry(
                "123456789abc",
                new Reserve("123456789abc", List.of(new Reserve.Stream("0", "audio")))));
    assertThat(gateway.configured).isEmpty();
    assertThat(offer).contains("m=audio 41000 RTP/AVP 111 0 8 9 126", "a=rtcp:41001");

    String answer = leg.answerFromCore(phone(17000, "sendrecv"));

    assertThat(answer).contains("m=audio 40000 UDP/TLS/RTP/SAVPF 8 126", "a=ice-ufrag:gwUf");
    assertThat(gateway.configured)
        .containsExactly(
            new Configure(
                "123456789abc",
                "0",
                Optional.of(
                    new Configure.WebRtcRemote(
                        "brow",
                        "browserPasswordOf24Chars",
                        List.of(new Fingerprint("sha-256", BROWSER_PRINT)),
                        Configure.DtlsRole.PASSIVE)),
                Optional.of(new Configure.RtpRemote("192.0.2.20", 17000, 17001)),
                Configure.Gate.OPEN,
                List.of(Codec.of(8, "PCMA", 8000), Codec.of(126, "telephone-event", 8000)),
                List.of(Codec.of(8, "PCMA", 8000), Codec.of(101, "telephone-event", 8000)),
                Set.of(),
                Set.of(),
                new Configure.Limits(OptionalLong.empty(), OptionalLong.of(88)),
                List.of()));
  }

  @Test
  void aCallToTheBrowserReservesWithTheOfferAndSetsWithTheAnswer() {
    String offer = leg.offerFromCore(phone(17000, "sendrecv"));
    String answer = leg.answerFromAccess(browserAnswer("sendrecv"));

    assertThat(offer).contains("m=audio 40000 UDP/TLS/RTP/SAVPF 8 101", "a=setup:actpass");
    assertThat(answer).contains("m=audio 41000 RTP/AVP 8 101");
    assertThat(gateway.last().rtp()).contains(new Configure.RtpRemote("192.0.2.20", 17000, 17001));
    assertThat(gateway.last().webrtc().orElseThrow().localRole())
        .isEqualTo(Configure.DtlsRole.PASSIVE);
  }

  @Test
  void anAnswerThatComesAgainIsNotSetAgain() {
    leg.offerFromAccess(browser("sendrecv"));
    String early = leg.answerFromCore(phone(17000, "sendrecv"));
    String fin = leg.answerFromCore(phone(17000, "sendrecv"));

    assertThat(fin).isEqualTo(early);
    assertThat(gateway.configured).hasSize(1);
  }

  @Test
  void anotherForkMovesTheMediaOnTheSameReservation() {
    leg.offerFromAccess(browser("sendrecv"));
    String first = leg.answerFromCore(phone(17000, "sendrecv"));
    String second = leg.answerFromCore(phone(18000, "sendrecv"));

    assertThat(second).isEqualTo(first);
    assertThat(gateway.contexts).hasSize(1);
    assertThat(gateway.last().rtp().orElseThrow().port()).isEqualTo(18000);
  }

  @ParameterizedTest
  @CsvSource({
    "sendonly, recvonly, ACCESS_TO_CORE",
    "recvonly, sendonly, CORE_TO_ACCESS",
    "inactive, inactive, CLOSED"
  })
  void holdShutsTheGate(String offered, String answered, Configure.Gate gate) {
    leg.offerFromAccess(browser("sendrecv"));
    leg.answerFromCore(phone(17000, "sendrecv"));

    leg.offerFromAccess(browser(offered));
    assertThat(gateway.last().gate()).isEqualTo(Configure.Gate.OPEN);

    leg.answerFromCore(phone(17000, answered));
    assertThat(gateway.last().gate()).isEqualTo(gate);
    assertThat(gateway.contexts).hasSize(1);
  }

  @Test
  void holdTheOldWayLeavesTheAddressAlone() {
    leg.offerFromAccess(browser("sendrecv"));
    leg.answerFromCore(phone(17000, "sendrecv"));
    leg.offerFromCore(phone(17000, "sendrecv").replace("c=IN IP4 192.0.2.20", "c=IN IP4 0.0.0.0"));
    leg.answerFromAccess(browserAnswer("recvonly"));

    assertThat(gateway.last().rtp()).isEmpty();
    assertThat(gateway.last().gate()).isEqualTo(Configure.Gate.CORE_TO_ACCESS);
  }

  @Test
  void aReofferThatIsRefusedFarAwayChangesNothing() {
    leg.offerFromAccess(browser("sendrecv"));
    leg.answerFromCore(phone(17000, "sendrecv"));
    leg.offerFromAccess(browser("inactive"));
    // 488 from the core; then the core itself offers.
    String next = leg.offerFromCore(phone(17000, "sendrecv"));

    assertThat(gateway.configured).hasSize(1);
    assertThat(next).contains("a=sendrecv");
  }

  @Test
  void aReofferThatCannotBeServedLeavesTheCallAsItWas() {
    leg.offerFromAccess(browser("sendrecv"));
    leg.answerFromCore(phone(17000, "sendrecv"));

    assertThat(reject(() -> leg.offerFromCore(phone(0, "sendrecv"))).status()).isEqualTo(488);
    assertThat(gateway.configured).hasSize(1);
    assertThat(leg.answerFromCore(phone(17000, "sendrecv"))).contains("m=audio 40000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v=0", "not sdp at all"})
  void aMalformedOfferIs400AndReservesNothing(String sdp) {
    SipReject reject = reject(() -> leg.offerFromAccess(sdp));

    assertThat(reject.status()).isEqualTo(400);
    assertThat(reject.warning().orElseThrow()).startsWith("SDP");
    assertThat(gateway.contexts).isEmpty();
  }

  @Test
  void anOfferWithoutACommonCodecIs488AndReservesNothing() {
    SipReject fromAccess =
        reject(() -> leg.offerFromAccess(browser("sendrecv").replace("111 0 8 126", "63 126")));
    SipReject fromCore =
        reject(() -> leg.offerFromCore(phone(17000, "sendrecv").replace("AVP 8", "AVP 96")));

    assertThat(fromAccess.status()).isEqualTo(488);
    assertThat(fromAccess.warning().orElseThrow()).startsWith("no common codec");
    assertThat(fromCore.status()).isEqualTo(488);
    assertThat(gateway.contexts).isEmpty();
  }

  @Test
  void aMalformedAnswerIsNotHeldAgainstTheOfferer() {
    leg.offerFromAccess(browser("sendrecv"));

    assertThat(reject(() -> leg.answerFromCore("nonsense")).status()).isEqualTo(502);
    assertThat(gateway.configured).isEmpty();
  }

  @Test
  void anAnswerWithoutACommonCodecIs488() {
    leg.offerFromAccess(browser("sendrecv"));
    String answer = phone(17000, "sendrecv").replace("AVP 8 101", "AVP 18");

    assertThat(reject(() -> leg.answerFromCore(answer)).status()).isEqualTo(488);
    assertThat(gateway.configured).isEmpty();
  }

  @Test
  void anAnswerWithoutAnOfferIs400() {
    assertThat(reject(() -> leg.answerFromAccess(browserAnswer("sendrecv"))).status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @EnumSource(
      value = MediaFailure.Kind.class,
      names = {"UNREACHABLE", "NO_RESOURCES"})
  void mediaThatCannotBeHadNowIs503(MediaFailure.Kind kind) {
    gateway.failing = Optional.of(kind);

    SipReject reject = reject(() -> leg.offerFromAccess(browser("sendrecv")));

    assertThat(reject.status()).isEqualTo(503);
    assertThat(reject.retryAfter()).contains(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @EnumSource(
      value = MediaFailure.Kind.class,
      names = {"UNKNOWN_CONTEXT", "BAD_COMMAND", "INTERNAL"})
  void mediaThatFailsIs500(MediaFailure.Kind kind) {
    leg.offerFromAccess(browser("sendrecv"));
    gateway.failing = Optional.of(kind);

    SipReject reject = reject(() -> leg.answerFromCore(phone(17000, "sendrecv")));

    assertThat(reject.status()).isEqualTo(500);
    assertThat(reject.retryAfter()).isEmpty();
  }

  @Test
  void anAnswerThatCouldNotBeSetCanComeAgain() {
    leg.offerFromAccess(browser("sendrecv"));
    gateway.failing = Optional.of(MediaFailure.Kind.UNREACHABLE);
    reject(() -> leg.answerFromCore(phone(17000, "sendrecv")));
    gateway.failing = Optional.empty();

    assertThat(leg.answerFromCore(phone(17000, "sendrecv"))).contains("o=- ");
    assertThat(gateway.configured).hasSize(1);
  }

  @Test
  void aReservationThatFailedIsReleasedForItMayHaveBeenMade() {
    gateway.failing = Optional.of(MediaFailure.Kind.UNREACHABLE);
    reject(() -> leg.offerFromAccess(browser("sendrecv")));
    gateway.failing = Optional.empty();
    leg.release();

    assertThat(gateway.released).containsExactly("123456789abc");
  }

  @Test
  void releasingTwiceReleasesOnce() {
    leg.offerFromAccess(browser("sendrecv"));
    assertThat(leg.carried()).isEmpty();
    leg.release();
    leg.release();

    assertThat(gateway.released).containsExactly("123456789abc");
    assertThat(leg.carried()).containsExactly(FakeGateway.CARRIED);
  }

  @Test
  void aReleaseThatFailsDoesNotDisturbTheEndOfTheCall() {
    leg.offerFromAccess(browser("sendrecv"));
    gateway.failing = Optional.of(MediaFailure.Kind.UNREACHABLE);
    leg.release();

    assertThat(gateway.released).hasSize(1);
    gateway.close();
  }

  @Test
  void afterTheReleaseNothingIsReservedAnyMore() {
    leg.offerFromAccess(browser("sendrecv"));
    leg.release();

    assertThat(reject(() -> leg.offerFromAccess(browser("sendrecv"))).status()).isEqualTo(481);
    assertThat(reject(() -> leg.answerFromCore(phone(17000, "sendrecv"))).status()).isEqualTo(481);
    assertThat(gateway.contexts).isEmpty();
  }

  @Test
  void noIdOfTheCallShowsInTheDescriptions() {
    String offer = leg.offerFromAccess(browser("sendrecv"));
    String answer = leg.answerFromCore(phone(17000, "sendrecv"));

    assertThat(offer + answer).doesNotContain("123456789abc", Long.toString(SESSION));
  }

  private static SipReject reject(ThrowingCallable call) {
    SipReject reject = catchThrowableOfType(SipReject.class, call);
    assertThat(reject).as("refused").isNotNull();
    return reject;
  }
}
