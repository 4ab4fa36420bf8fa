// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import ringway.agw.PlayOutConfig;
import ringway.agw.codec.RateRequest;
import ringway.agw.codec.Transcoder;
import ringway.agw.meter.Drop;
import ringway.agw.peer.Rtp;
import ringway.agw.rtp.Packet;
import ringway.iq.Codec;

/** One direction where some formats pass and one is transcoded, with the clock by hand. */
class MediaPathTest {
  private static final Codec PCMU = Codec.of(0, "PCMU", 8000);
  private static final Codec PCMA = Codec.of(8, "PCMA", 8000);
  private static final Codec OPUS = new Codec(111, "opus", 48_000, 2, "");
  private static final long FRAME_NANOS = 20_000_000;
  private static final int RELAYED = 0x2222;

  private final Output output = new Output();
  private final MediaPath path =
      new MediaPath(
          (_, _) -> {}, output, PlayOutConfig.USUAL, new RateRequest(), new RateRequest());

  /** Blocks where it is told to. */
  private static final class Output implements Transcoder.Output {
    private final List<Integer> sources = new CopyOnWriteArrayList<>();
    private volatile Consumer<Packet> onSend = _ -> {};
    private volatile Runnable onConcealed = () -> {};

    @Override
    public void send(Packet packet) {
      onSend.accept(packet);
      sources.add(packet.ssrc());
    }

    @Override
    public void dropped(Drop reason) {
      throw new IllegalStateException("dropped: " + reason);
    }

    @Override
    public void concealed() {
      onConcealed.run();
    }
  }

  /** Somewhere another thread waits, and whoever waits until it is there. */
  private static final class Place {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    void hold() {
      reached.countDown();
      await(released);
    }

    void awaitReached() {
      await(reached);
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void pass(int type, int sequence, int source, long now) {
    Packet packet = new Packet();
    packet.set(Rtp.packet(type, sequence, source));
    path.pass(packet, now);
  }

  private void begin() {
    path.formats(List.of(PCMA, PCMU), List.of(PCMA));
    pass(PCMU.payload(), 1, 0x3333, 0);
  }

  @Test
  void whatIsRelayedDoesNotWaitWhileAFrameIsMade() throws InterruptedException {
    begin();
    path.play(FRAME_NANOS);
    assertThat(output.sources).hasSize(1);
    Place inTheCoder = new Place();
    output.onConcealed = inTheCoder::hold;
    Thread clock = Thread.ofPlatform().start(() -> path.play(2 * FRAME_NANOS)); // nothing is there
    inTheCoder.awaitReached();

    pass(PCMA.payload(), 7, RELAYED, FRAME_NANOS);

    assertThat(output.sources).hasSize(2).endsWith(RELAYED);
    inTheCoder.released.countDown();
    clock.join();
    assertThat(output.sources).hasSize(3);
  }

  @Test
  void onePacketIsSentAtATime() throws InterruptedException {
    begin();
    Place onItsWay = new Place();
    output.onSend =
        packet -> {
          if (packet.ssrc() != RELAYED) {
            onItsWay.hold();
          }
        };
    Thread clock = Thread.ofPlatform().start(() -> path.play(FRAME_NANOS));
    onItsWay.awaitReached();
    Thread shard = Thread.ofPlatform().start(() -> pass(PCMA.payload(), 7, RELAYED, FRAME_NANOS));
    await().until(() -> shard.getState() == Thread.State.BLOCKED);
    assertThat(output.sources).isEmpty();

    onItsWay.released.countDown();
    clock.join();
    shard.join();
    assertThat(output.sources).hasSize(2).endsWith(RELAYED);
  }

  /** Coders are opened by who tells the formats, not by who passes the first packet of them. */
  @Test
  void whatIsRelayedDoesNotWaitForCodersThatAreOpened() throws InterruptedException {
    begin();
    path.play(FRAME_NANOS);
    Place inTheCoder = new Place();
    output.onConcealed = inTheCoder::hold;
    Thread clock = Thread.ofPlatform().start(() -> path.play(2 * FRAME_NANOS));
    inTheCoder.awaitReached();
    Thread controller =
        Thread.ofPlatform().start(() -> path.formats(List.of(PCMA, OPUS), List.of(PCMA)));
    await().until(() -> controller.getState() == Thread.State.BLOCKED);

    pass(PCMA.payload(), 7, RELAYED, FRAME_NANOS);

    assertThat(output.sources).hasSize(2).endsWith(RELAYED);
    inTheCoder.released.countDown();
    clock.join();
    controller.join();
    pass(PCMA.payload(), 8, RELAYED, 2 * FRAME_NANOS);
    assertThat(output.sources).hasSize(4).endsWith(RELAYED);
  }

  @Test
  void formatsThatAreToldAfterTheEndOpenNothing() {
    begin();
    path.close();

    assertThat(path.formats(List.of(OPUS), List.of(PCMA))).isFalse();
  }

  @Test
  void nothingIsPlayedAfterTheEnd() throws InterruptedException {
    begin();
    pass(PCMU.payload(), 2, 0x3333, FRAME_NANOS);
    Place onItsWay = new Place();
    output.onSend = _ -> onItsWay.hold();
    Thread clock = Thread.ofPlatform().start(() -> path.play(FRAME_NANOS));
    onItsWay.awaitReached();
    Thread controller = Thread.ofPlatform().start(path::close);
    await().until(() -> controller.getState() == Thread.State.BLOCKED);

    onItsWay.released.countDown();
    controller.join();
    clock.join();
    assertThat(output.sources).hasSize(1);
    path.play(2 * FRAME_NANOS);
    assertThat(output.sources).hasSize(1);
  }
}
