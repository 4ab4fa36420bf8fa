// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RtcpTest {
  private final Reception reception = new Reception();

  private void receive(int ssrc, int sequence) {
    reception.packet(
        new RtpPacket(false, 8, sequence, 160L * sequence, ssrc, new byte[160]),
        20_000_000L * sequence);
  }

  private ByteBuffer block() {
    return ByteBuffer.wrap(reception.block(0).orElseThrow());
  }

  @Test
  void aSenderReportCarriesTheStreamAndANameInWholeWords() {
    byte[] packet =
        Rtcp.report(
            7,
            "echo@ims.example.net",
            Optional.of(new Rtcp.Sent(1_000, 50, 8_000)),
            Optional.of(new byte[Reception.BLOCK]),
            Instant.parse("1970-01-01T00:00:00.500Z"));

    ByteBuffer in = ByteBuffer.wrap(packet);
    assertThat(in.get()).isEqualTo((byte) 0x81);
    assertThat(in.get() & 0xFF).isEqualTo(200);
    assertThat((in.getShort() + 1) * 4).isEqualTo(8 + 20 + 24);
    assertThat(in.getInt()).isEqualTo(7);
    assertThat(in.getInt()).isEqualTo((int) 2_208_988_800L);
    assertThat(in.getInt()).isEqualTo(0x8000_0000);
    assertThat(in.getInt()).isEqualTo(1_000);
    assertThat(in.getInt()).isEqualTo(50);
    assertThat(in.getInt()).isEqualTo(8_000);
    in.position(52);
    assertThat(in.getShort()).isEqualTo((short) 0x81CA);
    assertThat((in.getShort() + 1) * 4).isEqualTo(packet.length - 52);
    assertThat(packet.length % 4).isZero();
    assertThat(new String(packet, StandardCharsets.UTF_8)).contains("echo@ims.example.net");
    assertThat(Rtcp.isRtcp(packet, packet.length)).isTrue();
    assertThat(Rtcp.senderReportTime(packet, packet.length)).contains(0x7E80_8000);
  }

  @Test
  void withoutOwnPacketsItIsAReceiverReport() {
    byte[] packet = Rtcp.report(7, "x", Optional.empty(), Optional.empty(), Instant.EPOCH);

    assertThat(packet[1] & 0xFF).isEqualTo(201);
    assertThat(Rtcp.senderReportTime(packet, packet.length)).isEmpty();
  }

  @Test
  void everyNameLengthGivesWholeWordsWithAnEndMark() {
    for (int length = 0; length < 9; length++) {
      byte[] packet =
          Rtcp.report(7, "n".repeat(length), Optional.empty(), Optional.empty(), Instant.EPOCH);
      assertThat(packet.length % 4).isZero();
      assertThat(packet[packet.length - 1]).isZero();
    }
  }

  @Test
  void theLastWordIsABye() {
    byte[] packet = Rtcp.bye(7, "x");

    assertThat(packet[packet.length - 7] & 0xFF).isEqualTo(203);
    assertThat(Rtcp.isRtcp(packet, packet.length)).isTrue();
  }

  @Test
  void rtpIsNotTakenForRtcp() {
    byte[] rtp = new RtpPacket(true, 8, 1, 1, 1, new byte[20]).encode();

    assertThat(Rtcp.isRtcp(rtp, rtp.length)).isFalse();
  }

  @Test
  void nothingHeardGivesNoBlock() {
    assertThat(reception.block(0)).isEmpty();
  }

  @Test
  void lostPacketsAreCountedAndAFractionOfTheIntervalReported() {
    receive(5, 10);
    receive(5, 11);
    receive(5, 14);
    receive(5, 17);

    ByteBuffer block = block();
    assertThat(block.getInt(0)).isEqualTo(5);
    assertThat(block.get(4) & 0xFF).isEqualTo(128);
    assertThat(block.getInt(4) & 0xFF_FFFF).isEqualTo(4);
    assertThat(block.getInt(8)).isEqualTo(17);

    receive(5, 18);
    ByteBuffer next = block();
    assertThat(next.get(4)).isZero();
    assertThat(next.getInt(4) & 0xFF_FFFF).isEqualTo(4);
  }

  @Test
  void theSequenceGoesOnAfterItsTurn() {
    receive(5, 65_534);
    receive(5, 65_535);
    receive(5, 0);
    receive(5, 1);

    assertThat(block().getInt(8)).isEqualTo(0x1_0001);
    assertThat(block().getInt(4) & 0xFF_FFFF).isZero();
  }

  @Test
  void aNewSourceStartsAnew() {
    receive(5, 10);
    receive(5, 20);
    receive(6, 1_000);

    assertThat(block().getInt(0)).isEqualTo(6);
    assertThat(block().getInt(4)).isZero();
  }

  @Test
  void theDelaySinceTheLastSenderReportIsGivenBack() {
    receive(5, 1);
    reception.senderReport(0xABCD_0123, 1_000_000_000L);

    ByteBuffer block = ByteBuffer.wrap(reception.block(1_500_000_000L).orElseThrow());
    assertThat(block.getInt(16)).isEqualTo(0xABCD_0123);
    assertThat(block.getInt(20)).isEqualTo(32_768);
  }

  @Test
  void anEvenPaceHasNoJitterAndAnUnevenOneHas() {
    for (int i = 1; i < 20; i++) {
      receive(5, i);
    }
    assertThat(block().getInt(12)).isZero();

    reception.packet(new RtpPacket(false, 8, 20, 3_200, 5, new byte[160]), 900_000_000L);
    assertThat(block().getInt(12)).isEqualTo(250);
  }
}
