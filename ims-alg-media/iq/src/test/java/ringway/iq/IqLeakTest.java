// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However often the line breaks, no context outlives the controller that reserved it. */
class IqLeakTest {
  private static final int STEPS = 60;
  private static final int CONTEXTS = 6;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothingIsLeftWhenTheControllerHasReleasedAllOrIsGone(long seed) throws Exception {
    Random random = new Random(seed);
    FakeGateway gateway = new FakeGateway();
    try (IqServer server =
            IqServer.start(
                IqListenerConfig.loopback(0),
                Duration.ofSeconds(30),
                gateway,
                new SimpleMeterRegistry());
        Wire wire = new Wire(server.port())) {
      try (IqClient client =
          IqClient.connect(
              URI.create("ws://127.0.0.1:" + wire.port() + "/iq"),
              IqAccess.open(),
              new IqClient.Limits(
                  Duration.ofSeconds(2),
                  16,
                  Duration.ofMinutes(1),
                  Duration.ofMillis(5),
                  Duration.ofMillis(20)))) {
        for (int i = 0; i < STEPS; i++) {
          step(client, wire, random);
        }
        wire.mend();
        await().until(client::available);
        for (int i = 0; i < CONTEXTS; i++) {
          client.release("c" + i);
        }
        await().until(gateway.contexts::isEmpty);
        client.reserve(new Reserve("last", List.of(new Reserve.Stream("0", "audio"))));
      }
      await().until(gateway.contexts::isEmpty);
    }
  }

  private static void step(IqClient client, Wire wire, Random random) {
    String context = "c" + random.nextInt(CONTEXTS);
    try {
      switch (random.nextInt(8)) {
        case 0 -> wire.cut();
        case 1 -> {
          wire.mute();
          client.release(context);
        }
        case 2, 3 -> wire.mend();
        case 4 -> client.release(context);
        default -> client.reserve(new Reserve(context, List.of(new Reserve.Stream("0", "audio"))));
      }
    } catch (MediaFailure _) {
      // as it is when nobody answers
    }
  }
}
