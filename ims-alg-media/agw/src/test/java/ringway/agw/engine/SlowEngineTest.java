// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ringway.agw.embedded.Bench;
import ringway.agw.embedded.EmbeddedAccess;
import ringway.agw.meter.MediaMeters;
import ringway.iq.MediaFailure;
import ringway.iq.Reserve;

/** An engine that takes its time for one call, or fails. */
class SlowEngineTest {
  // Of one hash: they meet in every map.
  private static final String SLOW = "Aa";
  private static final String OTHER = "BB";

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answers = new CountDownLatch(1);
  private volatile boolean refuses;
  private final MediaMeters meters = new MediaMeters(new SimpleMeterRegistry());
  private final RelayEngine engine = start();

  private RelayEngine start() {
    var config = new Bench.Settings().config();
    AccessPlane real = EmbeddedAccess.open(config, meters);
    return RelayEngine.start(
        config,
        meters,
        new AccessPlane() {
          @Override
          public AccessLeg open(StreamName name, AccessLeg.Stream stream) {
            if (name.context().equals(SLOW)) {
              waitForAnswer();
            }
            return real.open(name, stream);
          }

          @Override
          public Optional<String> hindrance() {
            return real.hindrance();
          }

          @Override
          public void close() {
            real.close();
          }
        });
  }

  private void waitForAnswer() {
    asked.countDown();
    try {
      answers.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (refuses) {
      throw new MediaFailure(MediaFailure.Kind.UNREACHABLE, "silent");
    }
  }

  @AfterEach
  void close() {
    answers.countDown();
    engine.close();
  }

  private static Reserve audio(String context) {
    return new Reserve(context, List.of(new Reserve.Stream("0", "audio")));
  }

  @Test
  void othersAreServedMeanwhile() throws InterruptedException {
    Thread slow = Thread.startVirtualThread(() -> engine.reserve(audio(SLOW)));
    asked.await();

    assertThat(engine.reserve(audio(OTHER)).streams()).hasSize(1);
    assertThat(engine.audit().contexts()).hasSize(2);
    engine.release(OTHER);

    answers.countDown();
    slow.join();
    assertThat(engine.reserve(audio(SLOW)).streams()).hasSize(1);
  }

  @Test
  void aCallThatIsReleasedMeanwhileLeavesNothing() throws InterruptedException {
    Thread slow = Thread.startVirtualThread(() -> engine.reserve(audio(SLOW)));
    asked.await();
    Thread release = Thread.startVirtualThread(() -> engine.release(SLOW));
    await().until(() -> engine.audit().contexts().isEmpty());

    answers.countDown();
    slow.join();
    release.join();
    assertThat(engine.audit().contexts()).isEmpty();
    assertThat(engine.load().contexts()).isZero();
  }

  @Test
  void aCallThatCouldNotBeMadeLeavesNothing() {
    refuses = true;
    answers.countDown();
    assertThatThrownBy(() -> engine.reserve(audio(SLOW))).isInstanceOf(MediaFailure.class);
    assertThatThrownBy(() -> engine.reserve(new Reserve(OTHER, List.of())))
        .isInstanceOf(MediaFailure.class);
    assertThat(engine.load().contexts()).isZero();

    refuses = false;
    assertThat(engine.reserve(audio(SLOW)).streams()).hasSize(1);
  }
}
