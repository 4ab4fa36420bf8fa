// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import ringway.epcscf.alg.CodecPolicy;
import ringway.iq.Configure;

/** The level of sound passes where both sides and the media function have it. */
final class AudioLevelPassageTest {
  private static final String LEVEL = " urn:ietf:params:rtp-hdrext:ssrc-audio-level";

  private final FakeGateway gateway = new FakeGateway();
  private final MediaLeg leg = new MediaLegs(gateway, CodecPolicy.DEFAULT).open(7);

  private static String browser(String setup) {
    return """
    v=0
    o=- 99 2 IN IP4 127.0.0.1
    s=-
    t=0 0
    a=group:BUNDLE 0
    m=audio 9 UDP/TLS/RTP/SAVPF 8
    c=IN IP4 0.0.0.0
    a=ice-ufrag:brow
    a=ice-pwd:browserPasswordOf24Chars
    a=fingerprint:sha-256 %s
    a=setup:%s
    a=mid:0
    a=extmap:1%s
    a=sendrecv
    a=rtcp-mux
    """
        .formatted("EF:".repeat(31) + "01", setup, LEVEL);
  }

  private static String phone() {
    return """
    v=0
    o=phone 5 1 IN IP4 192.0.2.20
    s=-
    c=IN IP4 192.0.2.20
    t=0 0
    m=audio 17000 RTP/AVP 8
    a=extmap:7%s
    a=sendrecv
    """
        .formatted(LEVEL);
  }

  @Test
  void whatIsAgreedIsToldToTheMediaFunction() {
    assertThat(leg.offerFromAccess(browser("actpass"))).contains("a=extmap:1" + LEVEL);
    assertThat(leg.answerFromCore(phone())).contains("a=extmap:1" + LEVEL);

    assertThat(gateway.last().extensions()).containsExactly(new Configure.HeaderExtension(1, 7));
  }

  @Test
  void aMediaFunctionThatPassesNoneHasThemLeftOutOnBothSides() {
    gateway.headerExtensions = false;
    assertThat(leg.offerFromAccess(browser("actpass"))).doesNotContain("extmap");
    assertThat(leg.answerFromCore(phone())).doesNotContain("extmap");
    assertThat(gateway.last().extensions()).isEmpty();

    assertThat(leg.offerFromCore(phone())).doesNotContain("extmap");
    assertThat(leg.answerFromAccess(browser("active"))).doesNotContain("extmap");
    assertThat(gateway.last().extensions()).isEmpty();
  }
}
