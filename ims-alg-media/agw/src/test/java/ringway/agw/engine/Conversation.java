// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import ringway.agw.embedded.Bench;
import ringway.agw.peer.Alaw;
import ringway.agw.peer.CorePhone;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.Tone;
import ringway.agw.peer.WebRtcPeer;

/** Tones between a browser and phones, each side with its own, and who hears them. */
final class Conversation {
  /** How an engine passes on what it gets. */
  enum Pace {
    /** Each packet by itself, at once. */
    PACKET_BY_PACKET,
    /** The same, but the first packets of a source are a probation and are lost. */
    PROBATION,
    /** A stream: the first packets are a probation, what pauses is smoothed over. */
    STREAM
  }

  static final int PACKETS = 25;

  private static final int FILLING = 25; // of a stream, until it runs evenly
  private static final Duration FRAME_TIME = Duration.ofMillis(20);

  private static final int FRAME = 160;
  private static final int HEADER = 12;
  private static final int RATE = 8000;

  private final Bench bench;
  private final WebRtcPeer peer;
  private final Pace pace;
  private final Speaker browser = new Speaker(new Tone(1000, RATE));
  private final Speaker core = new Speaker(new Tone(440, RATE));
  private int port;

  Conversation(Bench bench, WebRtcPeer peer, Pace pace) {
    this.bench = bench;
    this.peer = peer;
    this.pace = pace;
  }

  private static final class Speaker {
    private final Tone tone;
    private int ssrc = 0x1111;
    private int sequence = 65_530; // across the end of the numbers
    private int samples;

    private Speaker(Tone tone) {
      this.tone = tone;
    }

    private byte[] next() {
      byte[] speech = Alaw.of(tone.samples(samples, FRAME));
      byte[] packet =
          ByteBuffer.allocate(HEADER + FRAME)
              .put((byte) 0x80)
              .put((byte) Rtp.PCMA)
              .putShort((short) sequence)
              .putInt(sequence * FRAME)
              .putInt(ssrc)
              .put(speech)
              .array();
      sequence++;
      samples += FRAME;
      return packet;
    }

    private void another() {
      ssrc += 7;
      sequence += 20_000;
    }
  }

  /**
   * @param corePort where phones send to
   */
  void begin(int corePort) {
    port = corePort;
  }

  void anotherSourceInCore() {
    core.another();
  }

  private List<byte[]> say(
      Speaker speaker, Consumer<byte[]> send, Function<Duration, Optional<byte[]>> hear) {
    return switch (pace) {
      case PACKET_BY_PACKET -> sayEach(speaker::next, PACKETS, send, hear);
      case PROBATION -> sayOnceHeard(speaker::next, FILLING + PACKETS, send, hear);
      case STREAM -> sayOn(speaker::next, FILLING + PACKETS, send, hear);
    };
  }

  private static List<byte[]> sayOnceHeard(
      Supplier<byte[]> speaker,
      int enough,
      Consumer<byte[]> send,
      Function<Duration, Optional<byte[]>> hear) {
    List<byte[]> heard = new ArrayList<>();
    long began = System.nanoTime();
    while (heard.isEmpty()) {
      assertThat(System.nanoTime() - began).as("probation").isLessThan(Bench.SOON.toNanos());
      send.accept(speaker.get());
      hear.apply(Bench.SHORT).ifPresent(heard::add);
    }
    heard.addAll(sayEach(speaker, enough - 1, send, hear));
    return heard;
  }

  private static List<byte[]> sayEach(
      Supplier<byte[]> speaker,
      int count,
      Consumer<byte[]> send,
      Function<Duration, Optional<byte[]>> hear) {
    List<byte[]> heard = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      send.accept(speaker.get());
      heard.add(hear.apply(Bench.SOON).orElseThrow(() -> new AssertionError("nothing is heard")));
    }
    return heard;
  }

  /** Speaks in real time until enough has been heard. */
  private static List<byte[]> sayOn(
      Supplier<byte[]> speaker,
      int enough,
      Consumer<byte[]> send,
      Function<Duration, Optional<byte[]>> hear) {
    List<byte[]> heard = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 1; heard.size() < enough; i++) {
      if (System.nanoTime() - began > Bench.SOON.toNanos()) {
        throw new AssertionError("too little is heard: " + heard.size());
      }
      send.accept(speaker.get());
      hearUntil(began + i * FRAME_TIME.toNanos(), hear, heard);
    }
    return heard;
  }

  private static void hearUntil(
      long end, Function<Duration, Optional<byte[]>> hear, List<byte[]> heard) {
    for (Duration left = left(end); left.toMillis() > 0; left = left(end)) {
      hear.apply(left).ifPresent(heard::add);
    }
  }

  private static Duration left(long end) {
    return Duration.ofNanos(end - System.nanoTime());
  }

  /** What the phone gets while the browser speaks. */
  List<byte[]> sayToPhone(CorePhone phone) {
    return say(browser, peer::sendRtp, phone::awaitRtp);
  }

  /** What the browser gets while the phone speaks. */
  List<byte[]> sayToBrowser(CorePhone phone) {
    return say(core, packet -> phone.send(packet, port), peer::awaitRtp);
  }

  /** What the phone gets when the browser sends these, of which there may be more than needed. */
  List<byte[]> passToPhone(List<byte[]> packets, CorePhone phone) {
    Iterator<byte[]> each = packets.iterator();
    Supplier<byte[]> next =
        () -> ByteBuffer.wrap(each.next()).putInt(8, (int) Rtp.SSRC).array(); // the browser's own
    return switch (pace) {
      case PACKET_BY_PACKET -> sayEach(next, PACKETS, peer::sendRtp, phone::awaitRtp);
      case PROBATION -> sayOnceHeard(next, PACKETS, peer::sendRtp, phone::awaitRtp);
      case STREAM -> sayOn(next, PACKETS, peer::sendRtp, phone::awaitRtp);
    };
  }

  byte[] nextOfBrowser() {
    return browser.next();
  }

  /** Returns when nothing of either side is under way. */
  void settle(CorePhone phone) {
    if (pace != Pace.PACKET_BY_PACKET) {
      awaitSilence(phone::awaitRtp);
      awaitSilence(peer::awaitRtp);
    }
  }

  void assertHeardByPhone(CorePhone phone) {
    assertIs(browser.tone, sayToPhone(phone));
  }

  void assertHeardByBrowser(CorePhone phone) {
    assertIs(core.tone, sayToBrowser(phone));
  }

  private static void assertIs(Tone tone, List<byte[]> all) {
    List<byte[]> heard = all.subList(all.size() - PACKETS, all.size());
    short[] signal = new short[PACKETS * FRAME];
    for (int i = 0; i < PACKETS; i++) {
      short[] samples = Alaw.samples(heard.get(i), HEADER);
      assertThat(samples).hasSize(FRAME);
      System.arraycopy(samples, 0, signal, i * FRAME, FRAME);
      ByteBuffer packet = ByteBuffer.wrap(heard.get(i));
      ByteBuffer before = ByteBuffer.wrap(heard.get(Math.max(0, i - 1)));
      assertThat((short) (packet.getShort(2) - before.getShort(2)))
          .as("step of the numbers")
          .isEqualTo((short) Math.min(i, 1));
    }
    assertThat(tone.shareOf(signal, 0, signal.length)).isGreaterThan(0.98);
    assertThat(Tone.loudness(signal, 0, signal.length)).isBetween(0.9, 1.1);
  }

  void assertNotHeardByPhone(CorePhone phone) {
    assertNotHeard(browser, peer::sendRtp, phone::awaitRtp);
  }

  void assertNotHeardByBrowser(CorePhone phone) {
    assertNotHeard(core, packet -> phone.send(packet, port), peer::awaitRtp);
  }

  private void assertNotHeard(
      Speaker speaker, Consumer<byte[]> send, Function<Duration, Optional<byte[]>> hear) {
    if (pace != Pace.PACKET_BY_PACKET) {
      awaitSilence(hear); // what was under way
      for (int i = 0; i < PACKETS; i++) {
        send.accept(speaker.next());
        assertThat(hear.apply(FRAME_TIME)).isEmpty();
      }
      return;
    }
    send.accept(speaker.next());
    assertThat(hear.apply(Bench.SHORT)).isEmpty();
  }

  private static void awaitSilence(Function<Duration, Optional<byte[]>> hear) {
    long began = System.nanoTime();
    while (hear.apply(Bench.SHORT).isPresent()) {
      assertThat(System.nanoTime() - began).as("silence").isLessThan(Bench.SOON.toNanos());
    }
  }
}
