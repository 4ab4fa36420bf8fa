// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.imscore.media.Codec;
import ringway.imscore.media.Stream;
import ringway.imscore.sip.SipReject;

class SdpNegotiationTest {
  private static final String HEAD = "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nt=0 0\r\n";

  private final SdpNegotiation phone =
      new SdpNegotiation(InetAddress.ofLiteral("127.0.0.1"), 43_000);

  private SdpNegotiation.Answer answer(String... lines) {
    return phone.answer(Sdp.parse(HEAD + String.join("\r\n", lines) + "\r\n"));
  }

  @Test
  void theOfferersOrderDecidesTheCodec() {
    assertThat(answer("c=IN IP4 10.0.0.2", "m=audio 4000 RTP/AVP 0 8").stream().codec())
        .isEqualTo(Codec.PCMU);
    assertThat(answer("c=IN IP4 10.0.0.2", "m=audio 4000 RTP/AVP 111 8 0").stream().codec())
        .isEqualTo(Codec.PCMA);
  }

  @Test
  void aDynamicPayloadTypeIsUsedAsOffered() {
    SdpNegotiation.Answer answer =
        answer("c=IN IP4 10.0.0.2", "m=audio 4000 RTP/AVP 97", "a=rtpmap:97 pcmu/8000");

    assertThat(answer.stream().payloadType()).isEqualTo(97);
    assertThat(answer.text()).contains("RTP/AVP 97\r\n").contains("a=rtpmap:97 PCMU/8000");
  }

  @Test
  void aStaticNumberThatIsMappedToSomethingElseIsNotG711() {
    assertThatThrownBy(
            () -> answer("c=IN IP4 10.0.0.2", "m=audio 4000 RTP/AVP 8", "a=rtpmap:8 FOO/8000"))
        .isInstanceOf(SipReject.class);
  }

  @Test
  void telephoneEventIsAnsweredAtItsOfferedNumberAndRateOnly() {
    String[] offer = {
      "c=IN IP4 10.0.0.2",
      "m=audio 4000 RTP/AVP 8 100 105",
      "a=rtpmap:100 telephone-event/48000",
      "a=rtpmap:105 telephone-event/8000"
    };

    assertThat(answer(offer).stream().events()).contains(105);
    assertThat(answer(offer).text())
        .contains("RTP/AVP 8 105\r\n")
        .contains("a=rtpmap:105 telephone-event/8000\r\na=fmtp:105 0-15");
  }

  @Test
  void addressesAreTakenFromTheSectionBeforeTheSession() {
    Stream own =
        answer("c=IN IP4 10.0.0.2", "m=audio 4000 RTP/AVP 8", "c=IN IP4 10.0.0.3").stream();
    Stream shared = answer("c=IN IP4 10.0.0.2", "m=audio 4000 RTP/AVP 8").stream();

    assertThat(own.rtp()).isEqualTo(new InetSocketAddress("10.0.0.3", 4_000));
    assertThat(own.rtcp()).isEqualTo(new InetSocketAddress("10.0.0.3", 4_001));
    assertThat(shared.rtp()).isEqualTo(new InetSocketAddress("10.0.0.2", 4_000));
  }

  @Test
  void anRtcpPortThatIsSaidCounts() {
    Stream stream =
        answer("c=IN IP4 10.0.0.2", "m=audio 4000 RTP/AVP 8", "a=rtcp:4010 IN IP4 10.0.0.2")
            .stream();

    assertThat(stream.rtcp().getPort()).isEqualTo(4_010);
  }

  @ParameterizedTest
  @CsvSource({
    "sendrecv, sendrecv, true, true",
    "sendonly, recvonly, false, true",
    "recvonly, sendonly, true, false",
    "inactive, inactive, false, false"
  })
  void directionsAreMirrored(String offered, String answered, boolean sends, boolean receives) {
    SdpNegotiation.Answer answer =
        answer("c=IN IP4 10.0.0.2", "m=audio 4000 RTP/AVP 8", "a=" + offered);

    assertThat(answer.text()).contains("a=" + answered + "\r\n");
    assertThat(answer.stream().sends()).isEqualTo(sends);
    assertThat(answer.stream().receives()).isEqualTo(receives);
  }

  @Test
  void noAddressMeansHold() {
    Stream stream = answer("c=IN IP4 0.0.0.0", "m=audio 4000 RTP/AVP 8").stream();

    assertThat(stream.sends()).isFalse();
    assertThat(stream.receives()).isFalse();
  }

  @Test
  void everyOtherSectionIsRefusedInItsPlace() {
    String text =
        answer(
                "a=group:BUNDLE 0 1",
                "c=IN IP4 10.0.0.2",
                "m=video 4002 RTP/AVP 96",
                "m=audio 4000 RTP/AVPF 8",
                "m=audio 4004 RTP/AVP 8")
            .text();

    assertThat(text.lines().filter(line -> line.startsWith("m=")))
        .containsExactly("m=video 0 RTP/AVP 96", "m=audio 43000 RTP/AVPF 8", "m=audio 0 RTP/AVP 8");
    assertThat(text).doesNotContain("BUNDLE");
  }

  @Test
  void theVersionGrowsWithEveryDescription() {
    assertThat(phone.offer().lines().skip(1).findFirst())
        .isNotEqualTo(phone.offer().lines().skip(1).findFirst());
  }

  @Test
  void ipv6AddressesAreSpoken() {
    SdpNegotiation six = new SdpNegotiation(InetAddress.ofLiteral("::1"), 43_000);

    assertThat(six.offer()).contains("c=IN IP6 0:0:0:0:0:0:0:1\r\n");
    assertThat(
            six.answer(Sdp.parse(HEAD + "c=IN IP6 ::1\r\nm=audio 4000 RTP/AVP 8\r\n")).stream()
                .rtp()
                .getAddress())
        .isEqualTo(InetAddress.ofLiteral("::1"));
  }

  @Test
  void hostNamesAreNotLookedUp() {
    assertThatThrownBy(() -> answer("c=IN IP4 media.example.net", "m=audio 4000 RTP/AVP 8"))
        .isInstanceOf(SipReject.class);
  }

  @Test
  void damagedOffersAreRefusedAndNothingElse() {
    String whole =
        HEAD
            + "c=IN IP4 10.0.0.2\r\nm=audio 4000 RTP/AVP 8 101\r\n"
            + "a=rtpmap:101 telephone-event/8000\r\na=rtcp:4001\r\na=sendrecv\r\n";
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder damaged = new StringBuilder(whole);
      for (int j = 0; j < 3; j++) {
        int at = random.nextInt(damaged.length() - 1);
        if (random.nextBoolean()) {
          damaged.setCharAt(at, (char) random.nextInt(128));
        } else {
          damaged.deleteCharAt(at);
        }
      }
      try {
        assertThat(phone.answer(Sdp.parse(damaged.toString())).text()).startsWith("v=0");
      } catch (SipReject refused) {
        assertThat(refused.status()).isEqualTo(488);
      }
    }
  }
}
