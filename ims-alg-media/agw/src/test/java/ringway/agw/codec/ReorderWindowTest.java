// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringway.agw.rtp.Packet;

class ReorderWindowTest {
  private final List<Integer> out = new ArrayList<>();
  private int missing;
  private final ReorderWindow window =
      new ReorderWindow(
          (packet, lost) -> {
            out.add(packet.sequenceNumber());
            missing += lost;
          });

  private void add(int... numbers) {
    for (int number : numbers) {
      Packet packet = new Packet();
      packet.begin(8, false, number, 0, 1);
      window.add(packet);
    }
  }

  @Test
  void orderlyPacketsPassAtOnce() {
    add(65_534, 65_535, 0, 1);
    assertThat(out).containsExactly(65_534, 65_535, 0, 1);
    assertThat(missing).isZero();
  }

  @Test
  void anOvertakenPacketIsPutBack() {
    add(1, 3, 2, 4);
    assertThat(out).containsExactly(1, 2, 3, 4);
    assertThat(missing).isZero();
  }

  @Test
  void aLostPacketIsGivenUpWhenTwoLaterOnesHaveCome() {
    add(1, 3);
    assertThat(out).containsExactly(1);
    add(4);
    assertThat(out).containsExactly(1, 3, 4);
    assertThat(missing).isEqualTo(1);
  }

  @Test
  void whoComesTooLateMakesItWaitLongerAndQuietTimesShorter() {
    add(1, 3, 4, 2);
    assertThat(out).containsExactly(1, 3, 4);
    assertThat(window.depth()).isEqualTo(2);
    add(6, 7, 5);
    assertThat(out).containsExactly(1, 3, 4, 5, 6, 7);
    for (int number = 8; number < 600; number++) {
      add(number);
    }
    assertThat(window.depth()).isEqualTo(1);
  }

  @Test
  void duplicatesPassOnce() {
    add(1, 1, 2, 4, 4, 3, 5);
    assertThat(out).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void aLongGapLosesNothingThatHasCome() {
    add(1, 3, 20, 21, 22);
    assertThat(out).containsExactly(1, 3, 20, 21, 22);
    assertThat(missing).isEqualTo(17);
  }

  @Test
  void aSenderThatBeginsAnewIsFollowed() {
    add(1, 2, 30_000, 30_001);
    assertThat(out).containsExactly(1, 2, 30_000, 30_001);
  }
}
