// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ringway.agw.meter.Drop;
import ringway.agw.peer.Alaw;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.Tone;
import ringway.agw.peer.WebRtcPeer;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Released;
import ringway.iq.SideReport;

/** Transcoded speech from a sender whose network has jitter. */
class PlayOutTest {
  private static final Codec PCMU = Codec.of(0, "PCMU", 8000);
  private static final Codec PCMA = Codec.of(8, "PCMA", 8000);
  private static final Tone TONE = new Tone(440, 8000);
  private static final int FRAME = 160;
  private static final int PACKETS = 150;

  private final Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  private void call(WebRtcPeer peer) {
    bench.call("call", peer);
    Configure plain = bench.command("call", peer, Configure.DtlsRole.PASSIVE);
    bench.engine.configure(
        new Configure(
            "call", "0", plain.webrtc(), plain.rtp(), plain.gate(), List.of(PCMA), List.of(PCMU)));
  }

  private static byte[] speech(int number) {
    byte[] packet = Rtp.packet(Rtp.PCMA, number, (int) Rtp.SSRC);
    System.arraycopy(Alaw.of(TONE.samples(number * FRAME, FRAME)), 0, packet, 12, FRAME);
    return packet;
  }

  /** Each up to 80 ms late, so that some overtake others; when they went, by their numbers. */
  private static Map<Integer, Long> shaken(
      ScheduledExecutorService network, int packets, Consumer<byte[]> send) {
    Map<Integer, Long> sent = new ConcurrentHashMap<>();
    Random random = new Random(4);
    for (int i = 0; i < packets; i++) {
      int number = i;
      network.schedule(
          () -> {
            sent.put(number, System.nanoTime());
            send.accept(speech(number));
          },
          20 * i + random.nextInt(81),
          TimeUnit.MILLISECONDS);
    }
    return sent;
  }

  /** How far the middle one of all the pauses is from 20 ms. */
  private static double unsteadiness(List<Long> times) {
    double[] all =
        IntStream.range(1, times.size())
            .mapToDouble(i -> Math.abs((times.get(i) - times.get(i - 1)) / 1e6 - 20))
            .sorted()
            .toArray();
    return all[all.length / 2];
  }

  @Test
  void whatTheNetworkHasShakenIsASteadyTone() {
    List<byte[]> heard = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    Map<Integer, Long> sent;
    try (WebRtcPeer peer = WebRtcPeer.create();
        ScheduledExecutorService network = Executors.newSingleThreadScheduledExecutor()) {
      call(peer);
      sent = shaken(network, PACKETS + 20, peer::sendRtp);
      while (heard.size() < PACKETS) {
        heard.add(bench.phone.awaitRtp(Bench.SOON).orElseThrow());
        times.add(System.nanoTime());
      }
    }
    List<Long> sentTimes = sent.keySet().stream().sorted().map(sent::get).toList();

    assertThat(unsteadiness(times)).isLessThan(unsteadiness(sentTimes) / 2);
    assertThat(heard.stream().filter(PlayOutTest::isTone).count()).isGreaterThan(PACKETS * 3 / 4);
    for (int i = 1; i < PACKETS; i++) {
      ByteBuffer before = ByteBuffer.wrap(heard.get(i - 1));
      ByteBuffer next = ByteBuffer.wrap(heard.get(i));
      assertThat((short) (next.getShort(2) - before.getShort(2))).isEqualTo((short) 1);
      if (next.get(1) >= 0) { // a marker tells of a pause
        assertThat(next.getInt(4) - before.getInt(4)).isEqualTo(FRAME);
      }
    }
  }

  @Test
  void whatTheBufferDidIsToldOfTheSideThatWasHeard() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      call(peer);
      assertThat(bench.audit("call").access().playOut()).as("before anything came").isEmpty();
      for (int number : new int[] {10, 11, 12}) {
        peer.sendRtp(speech(number));
      }
      await().until(() -> played().concealed() > 0); // what should follow does not
      peer.sendRtp(speech(9));
      await().until(() -> played().tooLate() == 1);
    }
    Released.Stream told = bench.engine.release("call").streams().getFirst();
    SideReport.PlayOut buffer = told.access().playOut().orElseThrow();
    assertThat(buffer.concealed()).isEqualTo((long) count("concealed"));
    assertThat(buffer.shortened()).isEqualTo((long) count("shortened"));
    assertThat(buffer.tooLate()).isEqualTo((long) bench.dropped(Drop.TOO_LATE));
    assertThat(told.core().playOut()).as("of a phone that said nothing").isEmpty();
  }

  private SideReport.PlayOut played() {
    return bench.audit("call").access().playOut().orElseGet(() -> new SideReport.PlayOut(0, 0, 0));
  }

  private double count(String frames) {
    return bench.meters.counter("ringway.media.playout", "frames", frames).count();
  }

  private static boolean isTone(byte[] packet) {
    short[] samples = new short[FRAME];
    for (int i = 0; i < FRAME; i++) {
      samples[i] = linear(packet[12 + i]);
    }
    return TONE.shareOf(samples, 0, FRAME) > 0.9;
  }

  /** ITU-T G.711, µ-law. */
  private static short linear(byte coded) {
    int bits = ~coded & 0xff;
    int magnitude = ((bits & 0x0f) << 3) + 0x84 << (bits >> 4 & 7);
    return (short) ((bits & 0x80) == 0 ? magnitude - 0x84 : 0x84 - magnitude);
  }
}
