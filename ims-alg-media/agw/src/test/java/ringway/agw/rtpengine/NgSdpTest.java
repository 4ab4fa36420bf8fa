// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringway.iq.Configure;
import ringway.iq.Fingerprint;
import ringway.iq.MediaFailure;
import ringway.iq.Reserved;

class NgSdpTest {
  private static final String OFFER =
      """
      v=0
      o=- 1 1 IN IP4 192.0.2.7
      s=-
      c=IN IP4 192.0.2.7
      t=0 0
      a=ice-lite
      m=audio 24000 UDP/TLS/RTP/SAVPF 0
      a=setup:actpass
      a=fingerprint:SHA-256 ab:cd
      a=ice-ufrag:D4Bd
      a=ice-pwd:1LWm4jFzn2yJQu5xXJBNpg
      a=candidate:k1 1 UDP 2130706431 192.0.2.7 24000 typ host
      a=candidate:k2 2 UDP 2130706430 192.0.2.7 24001 typ host
      a=candidate:k3 1 TCP 2130706429 192.0.2.7 9 typ host
      a=candidate:k4 1 UDP 2130706428 2001:db8::7 24000 typ host
      """;

  @Test
  void whatABrowserNeedsIsRead() {
    assertThat(NgSdp.of(OFFER).webRtc())
        .isEqualTo(
            new Reserved.WebRtcLocal(
                "D4Bd",
                "1LWm4jFzn2yJQu5xXJBNpg",
                List.of(
                    new Reserved.Candidate("192.0.2.7", 24000),
                    new Reserved.Candidate("2001:db8::7", 24000)),
                List.of(new Reserved.Candidate("192.0.2.7", 24001)),
                new Fingerprint("sha-256", "AB:CD")));
  }

  @Test
  void withoutCandidatesOrKeysThereIsNothingToOffer() {
    for (String line : List.of("a=candidate", "a=ice-ufrag", "a=ice-pwd", "a=fingerprint")) {
      assertThatThrownBy(() -> NgSdp.of(OFFER.replace(line, "a=x")).webRtc())
          .isInstanceOf(MediaFailure.class)
          .hasMessageContaining(line);
    }
  }

  @Test
  void whetherABrowserHasMuxIsPassedOn() {
    for (boolean mux : List.of(true, false)) {
      Configure.WebRtcRemote browser =
          new Configure.WebRtcRemote(
              "ufrag",
              "pwd",
              List.of(new Fingerprint("sha-256", "AB:CD")),
              Configure.DtlsRole.PASSIVE,
              List.of(),
              mux);
      assertThat(NgSdp.browser(browser).contains("a=rtcp-mux\r\n")).isEqualTo(mux);
    }
  }

  @Test
  void plainPortsAreReadWithAndWithoutALineForRtcp() {
    NgSdp plain = NgSdp.of("c=IN IP4 127.0.0.1\nm=audio 24010 RTP/AVP 0\n");
    assertThat(plain.rtp()).isEqualTo(new InetSocketAddress("127.0.0.1", 24010));
    assertThat(plain.rtcp()).isEqualTo(new InetSocketAddress("127.0.0.1", 24011));
    assertThat(NgSdp.of("c=IN IP6 ::1\nm=audio 2 RTP/AVP 0\na=rtcp:7\n").rtcp())
        .isEqualTo(new InetSocketAddress("::1", 7));
  }

  @Test
  void theBrowserHasTheOtherRoleAndItsFirstUsableFingerprint() {
    Configure.WebRtcRemote browser =
        new Configure.WebRtcRemote(
            "abcd",
            "p".repeat(22),
            List.of(new Fingerprint("sha-1", "00"), new Fingerprint("sha-256", "AB:CD")),
            Configure.DtlsRole.PASSIVE);
    assertThat(NgSdp.browser(browser))
        .contains("a=setup:active\r\n")
        .contains("a=fingerprint:sha-256 AB:CD\r\n")
        .doesNotContain("sha-1 ")
        .contains("a=ice-options:trickle\r\n");
  }

  @Test
  void ourEndIsNamedByItsFamily() throws Exception {
    assertThat(NgSdp.plain(InetAddress.getByName("::1"), 4, 5))
        .contains("c=IN IP6 ")
        .contains("m=audio 4 RTP/AVPF 0 3 8 ")
        .contains("a=rtcp:5\r\n");
  }
}
