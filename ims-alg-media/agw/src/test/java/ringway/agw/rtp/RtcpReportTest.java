// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RtcpReportTest {
  private static final ReceptionStatistics.Block BLOCK =
      new ReceptionStatistics.Block(0x22, 64, 0xfffffe, 70_000, 12, 0x0102, 0x0304);

  /** Length in bytes of the packet at a place, from its length field. */
  private static int lengthAt(ByteBuffer packet, int at) {
    return (packet.getShort(at + 2) + 1) * 4;
  }

  @Test
  void aSenderReportPairsTheTwoClocks() {
    SenderStatistics.Snapshot sent = new SenderStatistics.Snapshot(0x11, 3, 480, 1600, 1_500);
    ByteBuffer packet = ByteBuffer.wrap(RtcpReport.sender(sent, Optional.of(BLOCK), "abc"));
    assertThat(packet.getShort(0)).isEqualTo((short) 0x81C8);
    assertThat(lengthAt(packet, 0)).isEqualTo(52);
    assertThat(packet.getInt(4)).isEqualTo(0x11);
    assertThat(Integer.toUnsignedLong(packet.getInt(8))).isEqualTo(2_208_988_801L);
    assertThat(packet.getInt(12)).isEqualTo(1 << 31); // half a second
    assertThat(packet.getInt(16)).isEqualTo(1600);
    assertThat(packet.getInt(20)).isEqualTo(3);
    assertThat(packet.getInt(24)).isEqualTo(480);
    assertThat(packet.getInt(28)).isEqualTo(0x22);
    assertThat(packet.getInt(32)).isEqualTo(64 << 24 | 0xfffffe);
    assertThat(packet.getInt(36)).isEqualTo(70_000);
  }

  @Test
  void theCnameFollowsAndFillsWholeWords() {
    for (int length = 1; length <= 8; length++) {
      String cname = "c".repeat(length);
      byte[] bytes = RtcpReport.receiver(5, Optional.empty(), cname);
      ByteBuffer packet = ByteBuffer.wrap(bytes);
      assertThat(lengthAt(packet, 0)).isEqualTo(8);
      assertThat(packet.get(9)).isEqualTo((byte) 202);
      assertThat(8 + lengthAt(packet, 8)).isEqualTo(bytes.length);
      assertThat(packet.get(17)).isEqualTo((byte) length);
      assertThat(new String(bytes, 18, length, StandardCharsets.US_ASCII)).isEqualTo(cname);
      assertThat(bytes[18 + length]).as("at least one zero ends the items").isZero();
    }
  }
}
