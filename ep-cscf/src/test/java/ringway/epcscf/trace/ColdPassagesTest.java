// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ColdPassagesTest {
  private static final Instant AT = Instant.parse("2030-01-02T03:04:05.678901Z");

  private final ColdPassages store = new ColdPassages();

  private int put(byte[] wire) {
    return store.put(AT, Heading.IN, wire);
  }

  private byte[] wire(int name) {
    return store.get(name, Wire.CORE).wire();
  }

  private static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void whatIsPutComesBackWhateverItsLength() {
    for (int length : new int[] {0, 1, 494, 495, 496, 1006, 1007, 1008, 65_536}) {
      byte[] bytes = bytes(length, length);

      int name = store.put(AT, Heading.OUT, bytes);

      Passage passage = store.get(name, Wire.CORE);
      assertThat(passage.wire()).isEqualTo(bytes);
      assertThat(passage.at()).isEqualTo(AT);
      assertThat(passage.heading()).isEqualTo(Heading.OUT);
      assertThat(store.length(name)).isEqualTo(length);
    }
  }

  @Test
  void memoryThatWasLetGoIsUsedAgain() {
    put(bytes(600, 1));
    long size = store.size();
    for (int i = 0; i < 100_000; i++) {
      store.drop(put(bytes(3_000, 2)));
    }

    assertThat(store.size()).isEqualTo(size);
  }

  @Test
  void manyOfManyLengthsComeAndGoWithoutTouchingEachOther() {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Held(int name, byte[] bytes) {}
    Random random = new Random(7);
    Deque<Held> held = new ArrayDeque<>();
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = bytes(random.nextInt(2_000), i);
      held.add(new Held(put(bytes), bytes));
      if (held.size() > 200 || random.nextInt(4) == 0) {
        Held gone = random.nextBoolean() ? held.removeFirst() : held.removeLast();
        assertThat(wire(gone.name())).isEqualTo(gone.bytes());
        store.drop(gone.name());
      }
    }

    assertThat(held).allSatisfy(kept -> assertThat(wire(kept.name())).isEqualTo(kept.bytes()));
  }
}
