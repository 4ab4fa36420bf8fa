// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteadySourceTest {
  private static final int CLOCK = 8000;
  private static final long FRAME = 20_000_000;

  private final SteadySource steady = new SteadySource();
  private final Packet packet = new Packet();
  private long now = System.nanoTime();

  private record Numbers(int sequence, int timestamp, int ssrc, boolean marker) {
    Numbers after(int packets) {
      return new Numbers(sequence + packets & 0xffff, timestamp + packets * 160, ssrc, marker);
    }
  }

  private Numbers pass(int ssrc, int sequence, int timestamp) {
    now += FRAME;
    packet.begin(8, false, sequence, timestamp, ssrc);
    steady.renumber(packet, CLOCK, now);
    return new Numbers(packet.sequenceNumber(), packet.timestamp(), packet.ssrc(), packet.marker());
  }

  @Test
  void oneSourceKeepsItsStepsUnderOurName() {
    Numbers first = pass(1, 65_535, 0);
    assertThat(pass(1, 0, 160)).isEqualTo(first.after(1));
    assertThat(pass(1, 3, 640)).as("what is lost stays missing").isEqualTo(first.after(4));
    assertThat(pass(1, 2, 480)).as("what is late stays late").isEqualTo(first.after(3));
    assertThat(pass(1, 4, 800)).isEqualTo(first.after(5));
  }

  @Test
  void anotherSourceGoesOnWhereTheOneBeforeEnded() {
    Numbers last = pass(1, 100, 16_000);
    Numbers next = pass(2, 50_000, 3);
    assertThat(next.ssrc()).isEqualTo(last.ssrc());
    assertThat(next.marker()).isTrue();
    assertThat(next.sequence()).isEqualTo(last.sequence() + 1 & 0xffff);
    assertThat(next.timestamp()).isEqualTo(last.timestamp() + 160);
    assertThat(pass(2, 50_001, 163).marker()).isFalse();
  }

  @Test
  void silenceBetweenTwoSourcesIsTimeThatPassed() {
    Numbers last = pass(1, 100, 16_000);
    now += 2_000_000_000 - FRAME;
    assertThat(pass(2, 7, 0).timestamp()).isEqualTo(last.timestamp() + 16_000);
  }

  @Test
  void aSourceThatBeginsAnewIsJoinedToo() {
    Numbers last = pass(1, 100, 16_000);
    Numbers next = pass(1, 30_000, 99);
    assertThat(next.sequence()).isEqualTo(last.sequence() + 1 & 0xffff);
    assertThat(next.timestamp()).isEqualTo(last.timestamp() + 160);
  }
}
