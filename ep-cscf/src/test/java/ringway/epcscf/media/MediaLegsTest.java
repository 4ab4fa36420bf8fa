// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.epcscf.alg.CodecPolicy;

final class MediaLegsTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 0x1234_5678_9abcL, Long.MAX_VALUE, -1})
  void theSessionIsFoundFromItsContext(long session) {
    assertThat(MediaLegs.sessionOf(MediaLegs.contextOf(session))).contains(session);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "xyz", "-1", "+1", "0x1", "ABC", "01", "11111111111111111"})
  void aContextOfSomebodyElseNamesNoSession(String context) {
    assertThat(MediaLegs.sessionOf(context)).isEmpty();
  }

  @Test
  void callsDoNotShareNames() {
    FakeGateway gateway = new FakeGateway();
    MediaLegs legs = new MediaLegs(gateway, CodecPolicy.DEFAULT);
    String phone =
        "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
            + "m=audio 5000 RTP/AVP 0\r\n";

    String one = legs.open(1).offerFromCore(phone);
    String two = legs.open(2).offerFromCore(phone);

    assertThat(gateway.contexts.keySet()).containsExactly("1", "2");
    assertThat(line(one, "o=")).isNotEqualTo(line(two, "o="));
    assertThat(line(one, "a=tls-id:"))
        .isNotEqualTo(line(two, "a=tls-id:"))
        .matches("a=tls-id:[A-Za-z0-9+/_-]{20,255}");
  }

  private static String line(String sdp, String start) {
    return sdp.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }
}
