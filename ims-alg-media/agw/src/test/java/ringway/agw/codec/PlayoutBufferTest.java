// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.agw.PlayOutConfig;
import ringway.agw.rtp.Packet;

/** On a clock of the test, which goes on by 5 ms. */
class PlayoutBufferTest {
  private static final int SPEECH = 8;
  private static final int EVENT = 101;
  private static final int FRAME = 160;
  private static final long MILLI = 1_000_000;
  private static final long START = -7_000_000_000L; // any number, as of System.nanoTime

  private record Arrival(long at, Packet packet) {}

  /**
   * A frame of ours.
   *
   * @param at in milliseconds
   * @param number of the packet, or that of the one before
   */
  private record Played(long at, String what, int number, long waited) {}

  private final PlayoutBuffer buffer =
      new PlayoutBuffer(PlayOutConfig.USUAL, 8000, type -> type == EVENT);
  private final PriorityQueue<Arrival> network =
      new PriorityQueue<>(Comparator.comparingLong(Arrival::at));
  private final long[] arrivals = new long[1 << 16];
  private final List<Played> played = new ArrayList<>();
  private final List<Integer> refused = new ArrayList<>();
  private boolean silence;
  private int source;
  private int last;

  @BeforeEach
  void begin() {
    source = 1;
  }

  private void send(int type, int number, int frame, double atMillis) {
    Packet packet = new Packet();
    packet.begin(type, false, number & 0xffff, frame * FRAME, source);
    network.add(new Arrival(START + (long) (atMillis * MILLI), packet));
  }

  /** 20 ms of speech with the time stamp of its number. */
  private void send(int number, double atMillis) {
    send(SPEECH, number, number, atMillis);
  }

  private void run(long fromMillis, long untilMillis) {
    for (long millis = fromMillis; millis < untilMillis; millis += 5) {
      long now = START + millis * MILLI;
      while (!network.isEmpty() && network.peek().at() <= now) {
        Arrival next = network.poll();
        arrivals[next.packet().sequenceNumber()] = next.at();
        if (!buffer.add(next.packet(), next.at())) {
          refused.add(next.packet().sequenceNumber());
        }
      }
      if (buffer.due(now)) {
        frame();
      }
    }
  }

  private void run(long untilMillis) {
    run(0, untilMillis);
  }

  private void frame() {
    while (true) {
      PlayoutBuffer.Next next = buffer.next();
      String what = next.name();
      long waited = 0;
      boolean more = next == PlayoutBuffer.Next.SKIPPED;
      if (next == PlayoutBuffer.Next.PACKET) {
        last = buffer.packet().sequenceNumber();
        waited = (buffer.tick() - arrivals[last]) / MILLI;
        if (buffer.packet().payloadType() == EVENT) {
          what = "EVENT";
          more = true;
        } else {
          buffer.played(FRAME, silence);
        }
      }
      if (!more && next != PlayoutBuffer.Next.NOTHING && buffer.shortens(false)) {
        what = "SHORTENED";
        more = true;
      }
      played.add(new Played((buffer.tick() - START) / MILLI, what, last, waited));
      if (!more) {
        return;
      }
    }
  }

  private long count(String what) {
    return played.stream().filter(frame -> frame.what().equals(what)).count();
  }

  private List<Integer> numbers() {
    return played.stream()
        .filter(frame -> frame.what().equals("PACKET"))
        .map(Played::number)
        .toList();
  }

  private List<Played> after(long millis) {
    return played.stream().filter(frame -> frame.at() >= millis).toList();
  }

  private static long longestWait(List<Played> frames) {
    return frames.stream().mapToLong(Played::waited).max().orElseThrow();
  }

  private static void assertSteady(List<Played> frames) {
    for (int i = 1; i < frames.size(); i++) {
      assertThat(frames.get(i).at() - frames.get(i - 1).at()).as("%s", frames.get(i)).isEqualTo(20);
    }
  }

  @Test
  void aSteadySenderIsPlayedAFrameLater() {
    for (int i = 0; i < 500; i++) {
      send(i, i * 20);
    }
    run(10_000);

    assertThat(played).hasSize(499).allMatch(frame -> frame.what().equals("PACKET"));
    assertThat(played).extracting(Played::waited).containsOnly(20L);
    assertSteady(played);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 40, 60, 90})
  void jitterIsTakenOutOnceItIsKnown(int jitter) {
    Random random = new Random(jitter);
    for (int i = 0; i < 1000; i++) {
      send(i, i * 20 + random.nextInt(jitter + 1)); // some overtake others
    }
    run(19_900);

    assertSteady(played);
    assertThat(count("NOTHING")).isZero();
    assertThat(count("LATE")).isLessThanOrEqualTo(jitter / 20 + 2);
    List<Played> later = after(2000);
    assertThat(later).allMatch(frame -> frame.what().equals("PACKET"));
    assertThat(longestWait(later)).isLessThanOrEqualTo(jitter + 45);
  }

  @Test
  void whatIsLostIsMadeUpAndNothingElse() {
    Random random = new Random(2);
    for (int i = 0; i < 1000; i++) {
      if (i % 20 < 18) {
        send(i, i * 20 + random.nextInt(15));
      }
    }
    run(19_900);

    assertSteady(played);
    assertThat(count("LOST") + count("LATE")).isBetween(98L, 102L);
    assertThat(numbers()).isSorted().hasSizeBetween(890, 900);
    assertThat(longestWait(after(2000))).isLessThanOrEqualTo(60);
  }

  @Test
  void whatIsOvertakenIsPutBackInPlace() {
    for (int i = 0; i < 1000; i += 2) {
      send(i, i * 20 + 25); // after the one that follows it
      send(i + 1, i * 20 + 20);
    }
    run(19_900);

    assertThat(numbers()).isSorted().doesNotHaveDuplicates();
    assertThat(after(1000)).allMatch(frame -> frame.what().equals("PACKET"));
    assertSteady(played);
  }

  @Test
  void duplicatesArePlayedOnceAndAreNoDelay() {
    for (int i = 65_500; i < 65_700; i++) { // over the end of the numbers
      send(i, i * 20 - 1_310_000);
      send(i, i * 20 - 1_310_000 + 50);
    }
    run(3990);

    assertThat(numbers()).hasSize(199).doesNotHaveDuplicates();
    assertThat(refused).isEmpty();
    assertThat(played).extracting(Played::waited).containsOnly(20L);
  }

  @Test
  void afterAStallTheLatestIsPlayedAndTheDelayGoesDownAgain() {
    for (int i = 0; i < 3000; i++) {
      boolean stalled = i >= 100 && i < 130;
      send(i, stalled ? 2600 : i * 20);
    }
    run(59_900);

    List<Played> stall = after(2020).stream().filter(frame -> frame.at() < 2600).toList();
    assertThat(stall).extracting(Played::what).containsOnly("LATE", "NOTHING");
    assertThat(stall).hasSize(6);
    assertThat(count("SKIPPED")).isBetween(22L, 26L);
    assertThat(after(2640).getFirst().waited()).isLessThanOrEqualTo(140);
    assertThat(count("SHORTENED")).isBetween(3L, 5L);
    assertThat(longestWait(after(50_000))).isLessThan(60);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-200e-6, 200e-6})
  void aClockThatIsWrongIsFollowed(double drift) {
    Random random = new Random(5);
    int tenMinutes = 30_000;
    for (int i = 0; i < tenMinutes; i++) {
      send(i, i * 20 * (1 + drift) + random.nextInt(10));
    }
    run(599_000);

    assertSteady(played.stream().filter(frame -> !frame.what().equals("SHORTENED")).toList());
    assertThat(longestWait(played)).isLessThan(85);
    assertThat(count(drift > 0 ? "LATE" : "SHORTENED")).isBetween(4L, 8L); // 120 ms
    assertThat(count("LOST") + count("SKIPPED") + count("NOTHING")).isZero();
  }

  @Test
  void aSilenceIsNoLossAndEndsWithTheUsualReserve() {
    for (int spurt = 0; spurt < 10; spurt++) {
      for (int i = 0; i < 100; i++) {
        int number = spurt * 100 + i;
        send(SPEECH, number, number + spurt * 50, (number + spurt * 50) * 20);
      }
    }
    run(30_000);

    assertThat(numbers()).hasSize(1000);
    assertThat(longestWait(played)).isLessThanOrEqualTo(20);
    assertThat(count("LATE")).isEqualTo(50);
    assertThat(count("NOTHING")).isEqualTo(10);
    assertThat(count("LOST")).isZero();
  }

  @Test
  void aSilenceThatIsDescribedIsMadeUpFromOneDescriptionToTheNext() {
    silence = true;
    for (int i = 0; i < 20; i++) {
      send(SPEECH, i, i * 8, i * 160);
    }
    run(3040);

    assertSteady(played);
    assertThat(count("PACKET")).isEqualTo(19);
    assertThat(count("LATE") + count("LOST")).isEqualTo(played.size() - 19);
    assertThat(longestWait(played)).isLessThanOrEqualTo(20);
  }

  @Test
  void anotherSourceIsPlayedInPlaceOfTheOneBefore() {
    for (int i = 0; i < 50; i++) {
      send(i, i * 20);
    }
    source = 2;
    for (int i = 0; i < 50; i++) {
      send(SPEECH, 30_000 + i, 900_000 + i, 1000 + i * 20);
    }
    run(1990);

    assertThat(numbers()).hasSize(98);
    assertThat(numbers().indexOf(30_000)).isEqualTo(49);
    assertThat(count("LATE") + count("LOST") + count("SKIPPED")).isZero();
    assertThat(longestWait(played)).isLessThanOrEqualTo(20);
  }

  @Test
  void sourcesThatAlternateAreStillHeard() {
    for (int i = 0; i < 100; i++) {
      source = i % 2;
      send(SPEECH, 1000 * (i % 2) + i / 2, i / 2, i * 10);
    }
    run(1000);
    assertThat(count("PACKET")).isGreaterThan(20);
  }

  @Test
  void digitsKeepTheirPlaceAndPassAtTheNextFrame() {
    for (int i = 0; i < 20; i++) {
      send(i, i * 20);
    }
    for (int i = 20; i < 30; i++) {
      send(EVENT, i, 20, i * 20); // all with the time stamp of the first
    }
    for (int i = 30; i < 50; i++) {
      send(i, i * 20);
    }
    run(1000);

    List<Integer> all =
        played.stream().filter(frame -> frame.number() >= 0).map(Played::number).toList();
    assertThat(all).isSorted();
    assertThat(count("EVENT")).isEqualTo(10);
    assertThat(count("LATE") + count("LOST")).isZero();
    assertThat(longestWait(played)).isLessThanOrEqualTo(20);
    assertThat(numbers()).hasSize(39);
  }

  @Test
  void framesThatWereMissedFollowOneByOne() {
    for (int i = 0; i < 100; i++) {
      send(i, i * 20);
    }
    run(0, 500);
    for (int i = 25; i < 30; i++) { // all other threads go on while the clock does not
      Arrival next = network.poll();
      arrivals[i] = next.at();
      buffer.add(next.packet(), next.at());
    }
    run(600, 1990);

    assertThat(numbers()).hasSize(99).isSorted();
    assertSteady(played);
  }

  @Test
  void aClockThatComesMuchTooLateBeginsAfreshAndMakesUpNothing() {
    for (int i = 0; i < 100; i++) {
      if (i != 25) { // lost, just when the clock stays away
        send(i, i * 20);
      }
    }
    run(0, 505);
    for (int i = 26; i < 41; i++) {
      Arrival next = network.poll();
      arrivals[i] = next.at();
      buffer.add(next.packet(), next.at());
    }
    run(820, 1990);

    assertThat(count("LOST") + count("LATE") + count("NOTHING")).isZero();
    assertThat(count("SKIPPED")).as("16 less what is within 120 ms of the latest").isEqualTo(9);
    assertThat(numbers()).isSorted().containsSequence(23, 24, 35, 36);
    assertSteady(after(820).stream().filter(frame -> !frame.what().equals("SKIPPED")).toList());
  }

  @Test
  void aFloodIsBoundedAndTheLatestOfItIsNotTakenForTheSender() {
    for (int i = 0; i < 99; i++) {
      send(i, 0);
    }
    run(1000);

    assertThat(refused).hasSize(35);
    assertThat(count("PACKET")).isBetween(6L, 8L);
  }
}
