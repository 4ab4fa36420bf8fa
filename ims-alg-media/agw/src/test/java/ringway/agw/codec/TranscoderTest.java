// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import ringway.agw.meter.Drop;
import ringway.agw.peer.Tone;
import ringway.agw.rtp.Packet;
import ringway.iq.Codec;

class TranscoderTest {
  private static final Codec PCMA = Codec.of(8, "PCMA", 8000);
  private static final Codec OPUS = new Codec(111, "opus", 48_000, 2, "");
  private static final Codec EVENT_8K = Codec.of(101, "telephone-event", 8000);
  private static final Codec EVENT_48K = Codec.of(110, "telephone-event", 48_000);
  private static final int FRAME = 160;

  private final List<Packet> sent = new ArrayList<>();
  private final List<Drop> dropped = new ArrayList<>();
  private int shortened;
  private final Transcoder.Output output =
      new Transcoder.Output() {
        @Override
        public void send(Packet packet) {
          Packet copy = new Packet();
          copy.copyOf(packet);
          sent.add(copy);
        }

        @Override
        public void dropped(Drop reason) {
          dropped.add(reason);
        }

        @Override
        public void shortened() {
          shortened++;
        }
      };
  private final OutgoingRtp numbers = new OutgoingRtp();
  private Transcoder transcoder = toOpus();
  private long clock = 5;

  private Transcoder toOpus() {
    return between(List.of(PCMA, EVENT_8K), List.of(OPUS, EVENT_48K));
  }

  private Transcoder between(List<Codec> from, List<Codec> to) {
    return new Transcoder(Transcoder.Plan.between(from, to).orElseThrow(), numbers, output);
  }

  /** 20 ms of a tone. */
  private static Packet speech(int number) {
    return speech(number, number, 7);
  }

  private static Packet speech(int sequence, int frame, int ssrc) {
    Packet packet = new Packet();
    packet.begin(8, false, sequence & 0xffff, frame * FRAME, ssrc);
    byte[] payload = new byte[FRAME];
    G711.ALAW.encode(new Tone(440, 8000).samples(frame * FRAME, FRAME), FRAME, payload, 0);
    packet.append(payload, FRAME);
    return packet;
  }

  private static Packet event(int sequence, int frame, int duration, boolean first) {
    Packet packet = speech(sequence);
    packet.event(101, first, frame * FRAME, 5, false, 10, duration);
    return packet;
  }

  /** Comes now, and is played a frame later. */
  private void pass(Packet packet) {
    pass(transcoder, packet);
  }

  private void pass(Transcoder to, Packet packet) {
    to.add(packet, clock);
    clock += PlayoutBuffer.FRAME_NANOS;
    to.play(clock);
  }

  /** Nothing comes. */
  private void pass(int frames) {
    for (int i = 0; i < frames; i++) {
      clock += PlayoutBuffer.FRAME_NANOS;
      transcoder.play(clock);
    }
  }

  private void requireNumbersInOrder(int first, int step) {
    for (int i = first + 1; i < sent.size(); i++) {
      assertThat(sent.get(i).sequenceNumber() - sent.get(i - 1).sequenceNumber() & 0xffff)
          .isEqualTo(1);
      assertThat(sent.get(i).timestamp() - sent.get(i - 1).timestamp()).as("%d", i).isEqualTo(step);
      assertThat(sent.get(i).ssrc()).isEqualTo(sent.getFirst().ssrc());
    }
  }

  @Test
  void aToneIsHeardOnTheOtherSide() {
    for (int i = 0; i < 50; i++) {
      pass(speech(i));
    }
    assertThat(sent).hasSize(50).allMatch(packet -> packet.payloadType() == 111);
    assertThat(sent.getFirst().marker()).isTrue();
    requireNumbersInOrder(0, 960);

    Transcoder back = between(List.of(OPUS), List.of(PCMA));
    List<Packet> coded = List.copyOf(sent);
    sent.clear();
    coded.forEach(packet -> pass(back, packet));
    short[] heard = new short[50 * FRAME];
    SpeechDecoder decoder = SpeechFormat.PCMA.decoder(8000, "", new RateRequest());
    short[] samples = new short[960];
    for (int i = 0; i < sent.size(); i++) {
      Packet packet = sent.get(i);
      assertThat(packet.getLength()).isEqualTo(12 + FRAME);
      decoder.decode(packet.getBuffer(), 12, FRAME, samples);
      System.arraycopy(samples, 0, heard, i * FRAME, FRAME);
    }
    assertThat(sent).hasSize(50);
    requireNumbersInOrder(0, FRAME);
    assertThat(new Tone(440, 8000).shareOf(heard, 25 * FRAME, 25 * FRAME)).isGreaterThan(0.95);
    assertThat(Tone.loudness(heard, 25 * FRAME, 25 * FRAME)).isBetween(0.8, 1.2);
  }

  @Test
  void aSteadyStreamMakesNoGarbage() {
    Codec muLaw = Codec.of(0, "PCMU", 8000);
    Transcoder.Plan plan = Transcoder.Plan.between(List.of(PCMA), List.of(muLaw)).orElseThrow();
    AtomicInteger frames = new AtomicInteger();
    Transcoder.Output counter =
        new Transcoder.Output() {
          @Override
          public void send(Packet packet) {
            frames.getAndIncrement();
          }

          @Override
          public void dropped(Drop reason) {
            dropped.add(reason);
          }
        };
    Packet packet = speech(0);
    try (Transcoder steady = new Transcoder(plan, numbers, counter)) {
      for (int i = 0; i < 100; i++) {
        packet.renumber(i, i * FRAME, 7);
        pass(steady, packet);
      }
      long before = allocated();
      for (int i = 100; i < 5000; i++) {
        packet.renumber(i, i * FRAME, 7);
        pass(steady, packet);
      }
      assertThat(allocated() - before).as("octets of 4900 packets").isLessThan(4900);
    }
    assertThat(frames).hasValue(5000);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void lossAndDisorderLeaveNoGapAndNoDrift() {
    Random random = new Random(3);
    for (int i = 0; i < 1000; i++) {
      if (i % 7 == 1) { // overtaken by the next
        pass(speech(i + 1));
        pass(speech(i++));
      } else if (i == 0 || random.nextInt(20) > 0) { // 5 % lost
        pass(speech(i));
      } else {
        pass(1);
      }
    }

    requireNumbersInOrder(0, 960);
    assertThat(sent).hasSizeBetween(998, 1002);
  }

  @Test
  void packetsOfOtherLengthsAreCutTo20Millis() {
    int sequence = 0;
    for (int frame = 0; frame < 40; frame += 2) {
      Packet first = speech(0, frame, 7);
      Packet packet = new Packet();
      packet.begin(8, false, sequence++, frame * FRAME, 7);
      packet.append(Arrays.copyOfRange(first.getBuffer(), 12, 12 + FRAME), FRAME);
      packet.append(Arrays.copyOfRange(speech(0, frame + 1, 7).getBuffer(), 12, 12 + FRAME), FRAME);
      pass(packet);
      pass(1);
    }
    assertThat(sent).hasSize(40);
    requireNumbersInOrder(0, 960);
  }

  @Test
  void aSilenceIsKeptInTheTimeStampsAndMarked() {
    pass(speech(0, 0, 7));
    pass(speech(1, 1, 7));
    pass(49);
    assertThat(sent).as("100 ms are made up").hasSize(7);
    pass(speech(2, 51, 7));

    assertThat(sent).hasSize(8);
    assertThat(sent.get(7).timestamp() - sent.get(1).timestamp()).isEqualTo(50 * 960);
    assertThat(sent.get(7).marker()).isTrue();
    assertThat(sent.get(7).sequenceNumber() - sent.get(6).sequenceNumber() & 0xffff).isEqualTo(1);
  }

  /** Packets come as ever, while the thread of the clock does not. */
  private void comeUnplayed(int first, int last) {
    for (int i = first; i <= last; i++) {
      transcoder.add(speech(i), clock);
      clock += PlayoutBuffer.FRAME_NANOS;
    }
  }

  private void playAllThatIsDue() {
    int before;
    do {
      before = sent.size();
      transcoder.play(clock);
    } while (sent.size() > before);
  }

  /** RFC 3551 §4.1: where no packets went for a while, and the time stamps jump, a mark stands. */
  @Test
  void aClockThatComesMuchTooLateBeginsANewTalkspurt() {
    for (int i = 0; i < 5; i++) {
      pass(speech(i));
    }
    comeUnplayed(5, 19); // 300 ms
    playAllThatIsDue();
    for (int i = 20; i < 30; i++) {
      pass(speech(i));
    }

    assertThat(sent).hasSize(16);
    assertThat(sent.get(5).timestamp() - sent.get(4).timestamp()).isEqualTo(15 * 960);
    assertThat(sent.get(5).sequenceNumber() - sent.get(4).sequenceNumber() & 0xffff).isEqualTo(1);
    assertThat(sent.stream().filter(Packet::marker)).containsExactly(sent.get(0), sent.get(5));
    requireNumbersInOrder(5, 960);
    assertThat(shortened).as("15 less the 120 ms that may lie there").isEqualTo(8);
    assertThat(dropped).isEmpty();
  }

  @Test
  void aClockThatComesALittleTooLateSendsWhatItMissed() {
    for (int i = 0; i < 5; i++) {
      pass(speech(i));
    }
    comeUnplayed(5, 15); // the first of them is 200 ms behind
    playAllThatIsDue();

    assertThat(sent).hasSize(16);
    assertThat(sent.stream().filter(Packet::marker)).containsExactly(sent.getFirst());
    requireNumbersInOrder(0, 960);
  }

  @Test
  void anotherSenderIsTheSameSourceToTheOtherSide() {
    pass(speech(0));
    pass(speech(30_000, 500_000, 8));
    pass(speech(30_001, 500_001, 8));

    assertThat(sent).hasSize(3);
    assertThat(sent).extracting(Packet::ssrc).containsOnly(sent.getFirst().ssrc());
    assertThat(sent.get(2).timestamp() - sent.get(1).timestamp()).isEqualTo(960);
    assertThat(sent.get(2).sequenceNumber() - sent.get(1).sequenceNumber() & 0xffff).isEqualTo(1);
  }

  @Test
  void theNumbersGoOnWhenTheFormatsAreAgreedAnew() {
    pass(speech(0));
    transcoder = toOpus();
    pass(speech(1));

    assertThat(sent.get(1).ssrc()).isEqualTo(sent.get(0).ssrc());
    assertThat(sent.get(1).sequenceNumber() - sent.get(0).sequenceNumber() & 0xffff).isEqualTo(1);
    assertThat(sent.get(1).timestamp() - sent.get(0).timestamp()).isPositive();
  }

  @Test
  void eventsTakeTheClockOfTheOtherSide() {
    pass(speech(0));
    pass(event(1, 1, 160, true));
    pass(event(2, 1, 320, false));
    pass(speech(3, 3, 7));

    Packet first = sent.get(1);
    Packet second = sent.get(2);
    assertThat(first.payloadType()).isEqualTo(110);
    assertThat(first.marker()).isTrue();
    assertThat(first.timestamp() - sent.get(0).timestamp()).isEqualTo(960);
    assertThat(second.timestamp()).as("an event keeps its beginning").isEqualTo(first.timestamp());
    assertThat(first.at(12)).isEqualTo(5);
    assertThat(first.uint16(14)).isEqualTo(960);
    assertThat(second.uint16(14)).isEqualTo(1920);
    assertThat(sent.get(3).timestamp() - first.timestamp()).isEqualTo(2 * 960);
  }

  private static Packet comfortNoise(int sequence, int frame, int level) {
    Packet packet = new Packet();
    packet.begin(13, false, sequence, frame * FRAME, 7);
    packet.append(new byte[] {(byte) level}, 1);
    return packet;
  }

  @Test
  void comfortNoiseIsHeardAtItsLevel() {
    transcoder = between(List.of(PCMA), List.of(Codec.of(9, "G722", 8000)));
    pass(speech(0));
    for (int i = 1; i <= 30; i++) {
      pass(comfortNoise(i, i, 40));
    }
    pass(speech(31));

    assertThat(sent).hasSize(32);
    requireNumbersInOrder(0, FRAME);
    SpeechDecoder decoder = SpeechFormat.G722.decoder(16_000, "", new RateRequest());
    short[] samples = new short[1920];
    double energy = 0;
    for (int i = 0; i < 31; i++) {
      decoder.decode(sent.get(i).getBuffer(), 12, FRAME, samples);
      if (i > 15) {
        energy += Math.pow(Tone.loudness(samples, 0, 320) * 8000 / Math.sqrt(2), 2) / 15;
      }
    }
    assertThat(20 * Math.log10(Math.sqrt(energy) / 32_768)).isBetween(-44.0, -37.0);
    assertThat(dropped).isEmpty();
  }

  @Test
  void whatWasNotAgreedIsDropped() {
    Packet other = speech(0);
    other.payloadType(18);
    pass(other);

    assertThat(sent).isEmpty();
    assertThat(dropped).containsExactly(Drop.NO_TRANSCODING);
  }

  @Test
  void anyPairIsMadeByWayOfSamples() {
    transcoder = between(List.of(PCMA), List.of(Codec.of(9, "G722", 8000)));
    for (int i = 0; i < 50; i++) {
      pass(speech(i));
    }
    List<Packet> wide = List.copyOf(sent);
    sent.clear();
    transcoder = between(List.of(Codec.of(9, "G722", 8000)), List.of(PCMA));
    wide.forEach(this::pass);

    assertThat(wide).hasSize(50);
    short[] heard = new short[50 * FRAME];
    short[] samples = new short[960];
    SpeechDecoder decoder = SpeechFormat.PCMA.decoder(8000, "", new RateRequest());
    for (int i = 0; i < 50; i++) {
      decoder.decode(sent.get(i).getBuffer(), 12, FRAME, samples);
      System.arraycopy(samples, 0, heard, i * FRAME, FRAME);
    }
    assertThat(new Tone(440, 8000).shareOf(heard, 25 * FRAME, 25 * FRAME)).isGreaterThan(0.95);
    assertThat(Tone.loudness(heard, 25 * FRAME, 25 * FRAME)).isBetween(0.8, 1.2);
  }

  @Test
  void nothingIsPlannedWhereAllFormatsAreOnBothSidesOrNoWayLeads() {
    assertThat(Transcoder.Plan.between(List.of(OPUS, PCMA), List.of(PCMA, OPUS))).isEmpty();
    assertThat(Transcoder.Plan.between(List.of(), List.of(PCMA))).isEmpty();
    assertThat(Transcoder.Plan.between(List.of(PCMA), List.of(Codec.of(18, "G729", 8000))))
        .isEmpty();
    assertThat(Transcoder.Plan.between(List.of(EVENT_8K), List.of(EVENT_8K))).isEmpty();
  }
}
