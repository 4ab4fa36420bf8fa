// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ringway.iq.IqEvent;
import ringway.iq.Load;
import ringway.iq.MediaFailure;
import ringway.iq.Released;
import ringway.iq.Reserve;
import ringway.iq.SendDtmf;
import ringway.iq.Side;

final class MediaFunctionsTest {
  private final FakeGateway one = new FakeGateway();
  private final FakeGateway other = new FakeGateway();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final MediaFunctions functions =
      new MediaFunctions(Map.of("one", one, "other", other), metrics);

  @AfterEach
  void close() {
    functions.close();
  }

  private void reserve(String context) {
    functions.reserve(new Reserve(context, List.of(new Reserve.Stream("0", "audio"))));
  }

  private double count(String media, String outcome) {
    return metrics
        .counter("ringway.media.function.reservations", "media", media, "outcome", outcome)
        .count();
  }

  @Test
  void theLessLoadedOneGetsTheCall() {
    one.load = Load.of(50, 100);
    other.load = Load.of(600, 1000);
    reserve("c1");
    one.load = Load.of(61, 100);
    reserve("c2");
    one.load = new Load(0, 100, 0.9, false);
    reserve("c3");

    assertThat(one.contexts).containsOnlyKeys("c1");
    assertThat(other.contexts).containsOnlyKeys("c2", "c3");
  }

  @Test
  void whatWasGivenSinceTheLastReportCounts() {
    one.load = Load.of(0, 100);
    other.load = Load.of(0, 100);
    for (int i = 0; i < 10; i++) {
      reserve("c" + i);
    }

    assertThat(one.contexts).hasSize(5);
    assertThat(other.contexts).hasSize(5);
  }

  @Test
  void aCallStaysWhereItBegan() {
    one.load = Load.of(0, 100);
    other.load = Load.of(50, 100);
    reserve("c1");
    one.load = Load.of(99, 100);

    reserve("c1");
    functions.sendDtmf(SendDtmf.of("c1", "0", Side.CORE, "1"));
    functions.restartIce("c1", "0");
    Released released = functions.release("c1");

    assertThat(one.digits).hasSize(1);
    assertThat(one.restarts).isEqualTo(1);
    assertThat(one.released).containsExactly("c1");
    assertThat(released.streams()).containsExactly(FakeGateway.CARRIED);
    assertThat(other.contexts).isEmpty();
    assertThatThrownBy(() -> functions.sendDtmf(SendDtmf.of("c1", "0", Side.CORE, "1")))
        .isInstanceOf(MediaFailure.class)
        .hasMessage("no context c1");
  }

  @Test
  void anotherIsTriedWhenOneDoesNotTakeTheCall() {
    one.load = Load.of(0, 100);
    other.load = Load.of(50, 100);
    one.refusing = Optional.of(MediaFailure.Kind.NO_RESOURCES);
    reserve("c1");
    one.refusing = Optional.of(MediaFailure.Kind.INTERNAL);
    reserve("c2");

    assertThat(other.contexts).containsOnlyKeys("c1", "c2");
    assertThat(count("one", "failed")).isEqualTo(2);
    assertThat(count("other", "reserved")).isEqualTo(2);
  }

  @Test
  void theUnreachableAndTheDrainingAreLeftOut() {
    one.load = new Load(0, 100, 0, true);
    other.load = Load.of(99, 100);
    reserve("c1");
    assertThat(functions.available()).isTrue();
    other.failing = Optional.of(MediaFailure.Kind.UNREACHABLE);

    assertThat(functions.available()).isFalse();
    assertThatThrownBy(() -> reserve("c2"))
        .isInstanceOfSatisfying(
            MediaFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(MediaFailure.Kind.UNREACHABLE));
    assertThat(one.contexts).isEmpty();
    assertThat(functions.status())
        .extracting(MediaFunctions.Status::state)
        .containsExactly("draining", "unreachable");
  }

  @Test
  void whenNoneTakesTheCallTheLastRefusalIsTold() {
    one.refusing = Optional.of(MediaFailure.Kind.NO_RESOURCES);
    other.refusing = Optional.of(MediaFailure.Kind.NO_RESOURCES);

    assertThatThrownBy(() -> reserve("c1"))
        .isInstanceOfSatisfying(
            MediaFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(MediaFailure.Kind.NO_RESOURCES));
    assertThat(functions.release("c1").streams()).isEmpty();
  }

  @Test
  void onlyTheOneThatHasTheCallIsHeardAboutIt() {
    one.load = Load.of(0, 100);
    other.load = Load.of(50, 100);
    BlockingQueue<IqEvent> events = new LinkedBlockingQueue<>();
    functions.onEvent(events::add);
    one.refusing = Optional.of(MediaFailure.Kind.NO_RESOURCES);
    reserve("c1");

    one.tell(new IqEvent.ContextLost("c1", "of no interest"));
    other.tell(new IqEvent.MediaInactive("c1", "0"));

    await().until(() -> !events.isEmpty());
    assertThat(events).containsExactly(new IqEvent.MediaInactive("c1", "0"));
  }

  @Test
  void eachHasItsMetrics() {
    one.load = Load.of(3, 100);
    one.failing = Optional.of(MediaFailure.Kind.UNREACHABLE);
    other.load = new Load(1, 10, 0, true);

    assertThat(metrics.get("ringway.media.function.up").tag("media", "one").gauge().value())
        .isZero();
    assertThat(metrics.get("ringway.media.function.up").tag("media", "other").gauge().value())
        .isEqualTo(1);
    assertThat(metrics.get("ringway.media.function.contexts").tag("media", "one").gauge().value())
        .isEqualTo(3);
    assertThat(metrics.get("ringway.media.function.draining").tag("media", "other").gauge().value())
        .isEqualTo(1);
  }
}
