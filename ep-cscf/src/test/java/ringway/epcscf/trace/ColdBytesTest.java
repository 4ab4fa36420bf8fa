// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ColdBytesTest {
  private final ColdBytes store = new ColdBytes();

  private static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void whatIsPutComesBackWhateverItsLength() {
    for (int length : new int[] {0, 1, 251, 252, 253, 504, 505, 65_536}) {
      byte[] bytes = bytes(length, length);

      assertThat(store.get(store.put(bytes), length)).isEqualTo(bytes);
    }
  }

  @Test
  void memoryThatWasLetGoIsUsedAgain() {
    store.put(bytes(600, 1));
    long size = store.size();
    for (int i = 0; i < 100_000; i++) {
      store.drop(store.put(bytes(3_000, 2)));
    }

    assertThat(store.size()).isEqualTo(size);
  }

  @Test
  void manyOfManyLengthsComeAndGoWithoutTouchingEachOther() {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Held(int[] name, byte[] bytes) {}
    Random random = new Random(7);
    Deque<Held> held = new ArrayDeque<>();
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = bytes(random.nextInt(2_000), i);
      held.add(new Held(store.put(bytes), bytes));
      if (held.size() > 200 || random.nextInt(4) == 0) {
        Held gone = random.nextBoolean() ? held.removeFirst() : held.removeLast();
        assertThat(store.get(gone.name(), gone.bytes().length)).isEqualTo(gone.bytes());
        store.drop(gone.name());
      }
    }

    assertThat(held)
        .allSatisfy(
            kept ->
                assertThat(store.get(kept.name(), kept.bytes().length)).isEqualTo(kept.bytes()));
  }
}
