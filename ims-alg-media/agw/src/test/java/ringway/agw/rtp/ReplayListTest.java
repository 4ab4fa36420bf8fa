// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayListTest {
  private final ReplayList list = new ReplayList();

  private boolean take(int sequenceNumber) {
    long index = list.index(sequenceNumber);
    boolean fresh = list.isFresh(index);
    if (fresh) {
      list.add(index);
    }
    return fresh;
  }

  @Test
  void theIndexGoesOnWhereSequenceNumbersRollOver() {
    take(65_534);
    assertThat(list.index(1)).isEqualTo(65_537);
    take(1);
    assertThat(list.index(65_535)).isEqualTo(65_535);
    assertThat(list.index(2)).isEqualTo(65_538);
    assertThat(list.index(1 + 32_767)).isEqualTo(65_537 + 32_767);
    assertThat(list.highest()).isEqualTo(65_537);
  }

  @Test
  void whatWouldBeBeforeTheFirstRollOverIsNotFresh() {
    take(5);
    assertThat(list.index(65_530)).isNegative();
    assertThat(take(65_530)).isFalse();
  }

  /** A plain set as the model: anything in the window is taken exactly once. */
  @Test
  void eachPacketInTheWindowIsTakenOnce() {
    Random random = new Random(7);
    Set<Long> taken = new HashSet<>();
    long newest = 40_000;
    for (int i = 0; i < 200_000; i++) {
      long index = newest + random.nextInt(-1_200, random.nextInt(50) == 0 ? 3_000 : 20);
      boolean wanted =
          taken.isEmpty()
              || index > list.highest()
              || list.highest() - index < ReplayList.WINDOW && !taken.contains(index);
      if (taken.isEmpty()) {
        index = newest;
      }
      assertThat(take((int) index & 0xffff)).as("packet %d", index).isEqualTo(wanted);
      if (wanted) {
        taken.add(index);
        newest = Math.max(newest, index);
      }
    }
    assertThat(list.highest()).isEqualTo(newest).isGreaterThan(3 << 16);
  }
}
