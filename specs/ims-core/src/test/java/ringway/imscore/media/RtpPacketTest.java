// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpPacketTest {
  private static Optional<RtpPacket> parse(String hex) {
    byte[] data = HexFormat.of().parseHex(hex.replace(" ", ""));
    return RtpPacket.parse(data, data.length);
  }

  @Test
  void readsHeaderAndPayload() {
    RtpPacket packet = parse("80 88 0102 80000001 deadbeef 112233").orElseThrow();

    assertThat(packet.marker()).isTrue();
    assertThat(packet.payloadType()).isEqualTo(8);
    assertThat(packet.sequence()).isEqualTo(0x0102);
    assertThat(packet.timestamp()).isEqualTo(0x8000_0001L);
    assertThat(packet.ssrc()).isEqualTo(0xdeadbeef);
    assertThat(packet.payload()).containsExactly(0x11, 0x22, 0x33);
  }

  @Test
  void skipsContributingSourcesExtensionAndPadding() {
    RtpPacket packet =
        parse("b1 00 0001 00000002 00000003  000000aa  bede0001 11223344  5566 0002").orElseThrow();

    assertThat(packet.payload()).containsExactly(0x55, 0x66);
  }

  @Test
  void writesWhatItReads() {
    String hex = "80880102800000011234567855";

    assertThat(HexFormat.of().formatHex(parse(hex).orElseThrow().encode())).isEqualTo(hex);
  }

  @Test
  void refusesWhatIsNoRtp() {
    assertThat(parse("")).isEmpty();
    assertThat(parse("80 00 0001")).isEmpty();
    assertThat(parse("00 00 0001 00000002 00000003")).isEmpty();
    assertThat(parse("8f 00 0001 00000002 00000003")).isEmpty();
    assertThat(parse("90 00 0001 00000002 00000003 bedeffff")).isEmpty();
    assertThat(parse("a0 00 0001 00000002 00000003 ff")).isEmpty();
  }

  @Test
  void garbageNeverThrows() {
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      byte[] data = new byte[random.nextInt(64)];
      random.nextBytes(data);
      if (data.length > 0) {
        data[0] = (byte) (data[0] & 0x3F | 0x80);
      }
      RtpPacket.parse(data, data.length)
          .ifPresent(packet -> assertThat(packet.payload().length).isLessThan(64));
    }
  }
}
