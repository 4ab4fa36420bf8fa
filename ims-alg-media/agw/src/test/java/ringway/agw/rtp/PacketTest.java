// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacketTest {
  private final Packet packet = new Packet();

  private boolean isRtp(int first, int length) {
    byte[] content = new byte[length];
    if (length > 0) {
      content[0] = (byte) first;
    }
    packet.set(content);
    return packet.isRtp();
  }

  @Test
  void aHeaderMustBeWhole() {
    assertThat(isRtp(0x80, 12)).isTrue();
    assertThat(isRtp(0x80, 11)).isFalse();
    assertThat(isRtp(0, 0)).isFalse();
    assertThat(isRtp(0x82, 20)).as("two CSRCs").isTrue();
    assertThat(isRtp(0x83, 20)).as("three CSRCs do not fit").isFalse();
    assertThat(isRtp(0x90, 15)).as("extension header does not fit").isFalse();
    assertThat(isRtp(0x90, 16)).as("empty extension").isTrue();
    assertThat(isRtp(0x40, 12)).as("version 1").isFalse();
  }

  @Test
  void anExtensionMustEndInsideThePacket() {
    byte[] content = new byte[20];
    content[0] = (byte) 0x90;
    content[15] = 1;
    packet.set(content);
    assertThat(packet.isRtp()).isTrue();
    content[15] = 2;
    packet.set(content);
    assertThat(packet.isRtp()).isFalse();
  }

  @Test
  void theMarkerBitSurvivesANewPayloadType() {
    byte[] content = new byte[12];
    content[1] = (byte) (0x80 | 126);
    packet.set(content);
    packet.payloadType(101);
    assertThat(packet.at(1)).isEqualTo(0x80 | 101);
    assertThat(packet.payloadType()).isEqualTo(101);
  }

  @Test
  void rtcpTypesAreThoseOfRfc5761() {
    assertThat(Packet.isRtcpType(191)).isFalse();
    assertThat(Packet.isRtcpType(192)).isTrue();
    assertThat(Packet.isRtcpType(223)).isTrue();
    assertThat(Packet.isRtcpType(224)).isFalse();
  }

  @Test
  void theRoomIsWhatCanBeAppended() {
    packet.set(new byte[Packet.CAPACITY - 14]);
    assertThat(packet.room()).isEqualTo(14);
    packet.append(0x01020304);
    packet.append(new byte[20], 10);
    assertThat(packet.getLength()).isEqualTo(Packet.CAPACITY);
    assertThat(packet.int32(Packet.CAPACITY - 14)).isEqualTo(0x01020304);
    assertThat(packet.room()).isZero();
  }
}
