// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import ringway.agw.embedded.Bench;
import ringway.agw.peer.Alaw;
import ringway.agw.peer.CorePhone;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.Tone;
import ringway.agw.peer.WebRtcPeer;

/** Tones between a browser and phones, each side with its own, and who hears them. */
final class Conversation {
  static final int PACKETS = 25;

  private static final int FRAME = 160;
  private static final int HEADER = 12;
  private static final int RATE = 8000;

  private final Bench bench;
  private final WebRtcPeer peer;
  private final Speaker browser = new Speaker(new Tone(1000, RATE));
  private final Speaker core = new Speaker(new Tone(440, RATE));
  private int port;

  Conversation(Bench bench, WebRtcPeer peer) {
    this.bench = bench;
    this.peer = peer;
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

  private static List<byte[]> say(
      Speaker speaker, Consumer<byte[]> send, Function<Duration, Optional<byte[]>> hear) {
    List<byte[]> heard = new ArrayList<>();
    for (int i = 0; i < PACKETS; i++) {
      send.accept(speaker.next());
      heard.add(hear.apply(Bench.SOON).orElseThrow(() -> new AssertionError("nothing is heard")));
    }
    return heard;
  }

  /** What the phone gets while the browser speaks. */
  List<byte[]> sayToPhone(CorePhone phone) {
    return say(browser, peer::sendRtp, phone::awaitRtp);
  }

  /** What the browser gets while the phone speaks. */
  List<byte[]> sayToBrowser(CorePhone phone) {
    return say(core, packet -> phone.send(packet, port), peer::awaitRtp);
  }

  void assertHeardByPhone(CorePhone phone) {
    assertIs(browser.tone, sayToPhone(phone));
  }

  void assertHeardByBrowser(CorePhone phone) {
    assertIs(core.tone, sayToBrowser(phone));
  }

  private static void assertIs(Tone tone, List<byte[]> heard) {
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
    peer.sendRtp(browser.next());
    assertThat(phone.awaitRtp(Bench.SHORT)).isEmpty();
  }

  void assertNotHeardByBrowser(CorePhone phone) {
    phone.send(core.next(), port);
    assertThat(peer.awaitRtp(Bench.SHORT)).isEmpty();
  }
}
