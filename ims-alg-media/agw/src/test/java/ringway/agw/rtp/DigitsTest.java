// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringway.iq.Codec;

/** Telephone-events read out of a stream and written into one. */
class DigitsTest {
  private static final int EVENT = 101;
  private static final int FRAME = 160;
  private static final PayloadTable TABLE =
      PayloadTable.of(List.of(Codec.of(8, "PCMA", 8000), Codec.of(EVENT, "telephone-event", 8000)));

  private final List<String> heard = new ArrayList<>();
  private final DigitReader reader =
      new DigitReader((digit, millis) -> heard.add(digit + " " + millis));
  private final DigitWriter writer = new DigitWriter();
  private long now = System.nanoTime();

  private void event(int start, int event, int duration, boolean end) {
    Packet packet = new Packet();
    packet.begin(8, false, 1, start, 7);
    packet.event(EVENT, false, start, event, end, 10, duration);
    read(packet);
  }

  private void speech(int timestamp) {
    Packet packet = new Packet();
    packet.begin(8, false, 1, timestamp, 7);
    read(packet);
  }

  private void read(Packet packet) {
    now += 20_000_000;
    reader.read(packet, TABLE, now);
  }

  @Test
  void aDigitIsToldOnceWithItsLength() {
    event(0, 5, 160, false);
    event(0, 5, 800, true);
    event(0, 5, 800, true);
    event(0, 5, 800, true);
    event(1600, 11, 320, true);

    assertThat(heard).containsExactly("5 100", "# 40");
  }

  @Test
  void aDigitWhoseEndIsLostIsToldWithWhatFollows() {
    event(0, 1, 160, false);
    event(0, 1, 480, false);
    event(1600, 2, 160, false);
    speech(1650); // still within the event: an overtaken packet
    assertThat(heard).containsExactly("1 60");
    speech(1920);

    assertThat(heard).containsExactly("1 60", "2 20");
  }

  @Test
  void anOldEventDoesNotComeBack() {
    event(1600, 2, 800, true);
    event(0, 1, 800, true);

    assertThat(heard).containsExactly("2 100");
  }

  @Test
  void noMoreDigitsAreToldThanFingersPress() {
    for (int i = 0; i < 100; i++) {
      now -= 19_000_000; // one each millisecond
      event(i * 10, 1, 8, true);
    }

    assertThat(heard).hasSizeLessThan(5);
  }

  @Test
  void otherEventsAndShortPacketsAreNoDigits() {
    event(0, 36, 800, true); // a fax tone
    Packet cut = new Packet();
    cut.begin(EVENT, false, 1, 0, 7);
    read(cut);

    assertThat(heard).isEmpty();
  }

  /** What the writer makes of packets of speech. */
  private List<Packet> written(int packets) {
    List<Packet> out = new ArrayList<>();
    for (int i = 0; i < packets; i++) {
      Packet packet = new Packet();
      packet.begin(8, false, i, i * FRAME, 7);
      packet.append(new byte[FRAME], FRAME);
      writer.pass(packet, TABLE);
      out.add(packet);
    }
    return out;
  }

  @Test
  void anOrderedDigitTakesThePlaceOfSpeech() {
    assertThat(writer.order("7", 100)).isTrue();
    List<Packet> out = written(10);

    assertThat(out)
        .extracting(Packet::sequenceNumber)
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(out).extracting(Packet::ssrc).containsOnly(7);
    List<Packet> events = out.stream().filter(p -> p.payloadType() == EVENT).toList();
    assertThat(events).hasSize(7).isEqualTo(out.subList(0, 7));
    assertThat(events).extracting(Packet::timestamp).containsOnly(0);
    assertThat(events).extracting(p -> p.at(12)).containsOnly(7);
    assertThat(events)
        .extracting(p -> p.uint16(14))
        .containsExactly(160, 320, 480, 640, 800, 800, 800);
    assertThat(events)
        .extracting(p -> (p.at(13) & DigitReader.END) != 0)
        .containsExactly(false, false, false, false, true, true, true);
    assertThat(events.getFirst().marker()).isTrue();
    assertThat(events.get(1).marker()).isFalse();
  }

  @Test
  void digitsFollowOneAnotherWithAPause() {
    writer.order("12", 40);
    List<Packet> out = written(30);
    out.forEach(this::read);

    assertThat(heard).containsExactly("1 40", "2 40");
    assertThat(out.subList(4, 6)).extracting(Packet::payloadType).containsOnly(8);
  }

  @Test
  void onlySoManyDigitsWait() {
    assertThat(writer.order("1".repeat(30), 40)).isTrue();
    assertThat(writer.order("123", 40)).isFalse();
    assertThat(writer.order("12", 40)).isTrue();
  }

  @Test
  void aSourceThatBeginsAnewEndsTheDigit() {
    writer.order("1", 6000);
    written(3);
    Packet elsewhere = new Packet();
    elsewhere.begin(8, false, 1, 5_000_000, 7);
    writer.pass(elsewhere, TABLE);

    assertThat(elsewhere.payloadType()).isEqualTo(8);
  }
}
