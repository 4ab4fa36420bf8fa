// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.epcscf.alg.CodecPolicy;

/**
 * Browsers are told of no telephone-event, which the core has: by {@code dtmf.info: only}, and
 * where the media function carries none between it and them.
 */
final class DigitsByInfoTest {
  private static final String EVENT = "telephone-event";
  private static final String WITH_ALL = "111 0 8 110 126";

  /** What says so. */
  enum By {
    SETTING,
    MEDIA_FUNCTION
  }

  private static MediaLeg leg(By by) {
    return by == By.SETTING ? leg(DtmfConfig.Info.ONLY, true) : leg(DtmfConfig.Info.EVENT, false);
  }

  private static MediaLeg leg(DtmfConfig.Info info, boolean carried) {
    FakeGateway gateway = new FakeGateway();
    gateway.telephoneEvent = carried;
    return new MediaLegs(gateway, CodecPolicy.DEFAULT, new DtmfConfig(info)).open(7);
  }

  /**
   * @param more of its audio formats
   */
  private static String browser(String setup, String formats, String more) {
    return """
    v=0
    o=- 99 2 IN IP4 127.0.0.1
    s=-
    t=0 0
    a=group:BUNDLE 0
    m=audio 9 UDP/TLS/RTP/SAVPF %s
    c=IN IP4 0.0.0.0
    a=ice-ufrag:brow
    a=ice-pwd:browserPasswordOf24Chars
    a=fingerprint:sha-256 %s
    a=setup:%s
    a=mid:0
    a=sendrecv
    a=rtcp-mux
    a=rtpmap:111 opus/48000/2
    %s
    """
        .formatted(formats, "EF:".repeat(31) + "01", setup, more);
  }

  private static final String WITH_EVENTS =
      "a=rtpmap:110 telephone-event/48000\na=rtpmap:126 telephone-event/8000\na=fmtp:126 0-15";

  private static String phone(int port) {
    return """
    v=0
    o=phone 5 %d IN IP4 192.0.2.20
    s=-
    c=IN IP4 192.0.2.20
    t=0 0
    m=audio %d RTP/AVP 8 101
    a=rtpmap:101 telephone-event/8000
    a=fmtp:101 0-15
    a=sendrecv
    """
        .formatted(port, port);
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void aBrowserThatCallsIsAnsweredWithoutEventsWhichTheCoreHas(By by) {
    MediaLeg leg = leg(by);
    String toCore = leg.offerFromAccess(browser("actpass", WITH_ALL, WITH_EVENTS));
    assertThat(toCore).contains(EVENT);
    String toBrowser = leg.answerFromCore(phone(17_000));

    assertThat(toBrowser).contains("m=audio", " 8\r\n").doesNotContain(EVENT);
    assertThat(leg.lastToAccess().orElseThrow()).isEqualTo(toBrowser);
    assertThat(leg.playsDigits()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void aBrowserThatIsCalledIsOfferedNoEventsAndTheCoreGetsThemAllTheSame(By by) {
    MediaLeg leg = leg(by);
    String toBrowser = leg.offerFromCore(phone(17_000));
    assertThat(toBrowser).doesNotContain(EVENT);
    String toCore = leg.answerFromAccess(browser("active", "8", "a=rtpmap:8 PCMA/8000"));

    assertThat(toCore).contains(EVENT);
    assertThat(leg.playsDigits()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void anotherOfferOfTheCoreLeavesItSo(By by) {
    MediaLeg leg = leg(by);
    leg.offerFromAccess(browser("actpass", WITH_ALL, WITH_EVENTS));
    leg.answerFromCore(phone(17_000));
    assertThat(leg.offerFromCore(phone(17_002))).doesNotContain(EVENT);

    assertThat(leg.answerFromAccess(browser("active", "8", "a=rtpmap:8 PCMA/8000")))
        .contains(EVENT);
    assertThat(leg.playsDigits()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void aPhoneWithoutEventsGetsTheInfo(By by) {
    MediaLeg leg = leg(by);
    leg.offerFromAccess(browser("actpass", WITH_ALL, WITH_EVENTS));
    String plain = phone(17_000).replace(" 101", "").replaceAll("(?m)^a=(rtpmap|fmtp).*\n", "");
    assertThat(leg.answerFromCore(plain)).doesNotContain(EVENT);

    assertThat(leg.playsDigits()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void anotherOfferOfTheBrowserLeavesItSo(By by) {
    MediaLeg leg = leg(by);
    leg.offerFromAccess(browser("actpass", "8", "a=rtpmap:8 PCMA/8000"));
    leg.answerFromCore(phone(17_000));
    assertThat(leg.offerFromAccess(browser("actpass", WITH_ALL, WITH_EVENTS))).contains(EVENT);
    assertThat(leg.answerFromCore(phone(17_000))).doesNotContain(EVENT);

    assertThat(leg.playsDigits()).isTrue();
  }

  @Test
  void whereTheMediaFunctionCarriesThemTheyAreAgreedOn() {
    MediaLeg leg = leg(DtmfConfig.Info.EVENT, true);
    leg.offerFromAccess(browser("actpass", WITH_ALL, WITH_EVENTS));

    assertThat(leg.answerFromCore(phone(17_000))).contains(EVENT);
  }

  /** The core gets INFO, so it is told of nothing else either. */
  @Test
  void relayedDigitsOfAMediaFunctionWithoutEventsAreInfoOnBothSides() {
    MediaLeg leg = leg(DtmfConfig.Info.RELAY, false);
    assertThat(leg.offerFromAccess(browser("actpass", WITH_ALL, WITH_EVENTS)))
        .doesNotContain(EVENT);
    assertThat(leg.offerFromCore(phone(17_000))).doesNotContain(EVENT);
    assertThat(leg.answerFromAccess(browser("active", "8 126", WITH_EVENTS))).doesNotContain(EVENT);
    assertThat(leg.playsDigits()).isFalse();
  }
}
