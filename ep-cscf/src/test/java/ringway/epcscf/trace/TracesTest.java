// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.epcscf.trace.Wire.pass;

import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import ringway.runtime.config.ByteSize;

class TracesTest {
  private static final TraceConfig.Hep NO_HEP =
      new TraceConfig.Hep(Optional.empty(), 1, Optional.empty());

  private static Traces traces(int memory, int messagesPerCall) {
    return new Traces(
        new TraceConfig(new ByteSize(memory), messagesPerCall, NO_HEP), Clock.systemUTC());
  }

  @Test
  void aCallIsKeptWithItsMessagesInOrderAndItsLastAnswer() {
    Traces traces = traces(100_000, 10);
    pass(traces, Heading.IN, Wire.ACCESS, Wire.register("a", ""));
    pass(traces, Heading.OUT, Wire.CORE, Wire.register("a", ""));
    pass(traces, Heading.IN, Wire.CORE, Wire.answer("a", "200 OK"));

    assertThat(traces.passages("a"))
        .extracting(Passage::title)
        .containsExactly("REGISTER sip:ims.example.net", "REGISTER sip:ims.example.net", "200 OK");
    CallTrace.Summary summary = traces.latest(Optional.empty(), 10).getFirst();
    assertThat(summary.status()).isEqualTo(200);
    assertThat(summary.messages()).isEqualTo(3);
    assertThat(summary.method()).isEqualTo("REGISTER");
  }

  @Test
  void theCallThatWasQuietLongestGivesWayWhenMemoryIsUsedUp() {
    Traces traces = traces(1_600, 10);
    pass(traces, Heading.IN, Wire.ACCESS, Wire.register("old", ""));
    pass(traces, Heading.IN, Wire.ACCESS, Wire.register("busy", ""));
    pass(traces, Heading.IN, Wire.ACCESS, Wire.register("old", ""));
    pass(traces, Heading.IN, Wire.ACCESS, Wire.register("new", ""));

    assertThat(traces.passages("busy")).isEmpty();
    assertThat(traces.passages("old")).hasSize(2);
    assertThat(traces.passages("new")).hasSize(1);
    assertThat(traces.weight()).isBetween(1L, 1_600L);
  }

  @Test
  void aCallThatIsLargerThanAllMemoryIsForgottenAndCostsNothing() {
    Traces traces = traces(300, 10);
    pass(traces, Heading.IN, Wire.ACCESS, Wire.register("a", ""));

    assertThat(traces.latest(Optional.empty(), 10)).isEmpty();
    assertThat(traces.weight()).isZero();
  }

  @Test
  void aLongCallKeepsItsLatestMessagesAndCountsTheOthers() {
    Traces traces = traces(100_000, 2);
    for (int i = 0; i < 5; i++) {
      pass(traces, Heading.IN, Wire.ACCESS, Wire.register("a", "Expires: " + i + "\r\n"));
    }

    assertThat(traces.passages("a")).hasSize(2);
    assertThat(traces.passages("a").getLast().masked()).contains("Expires: 4");
    assertThat(traces.latest(Optional.empty(), 1).getFirst().omitted()).isEqualTo(3);
  }

  @Test
  void noMemoryMeansNothingIsKept() {
    Traces traces = traces(0, 10);
    pass(traces, Heading.IN, Wire.ACCESS, Wire.register("a", ""));

    assertThat(traces.latest(Optional.empty(), 10)).isEmpty();
  }

  @Test
  void aSearchLooksAtUsersAndCallIdsInAnyCase() {
    Traces traces = traces(100_000, 10);
    pass(traces, Heading.IN, Wire.ACCESS, Wire.register("First", ""));
    pass(traces, Heading.IN, Wire.ACCESS, Wire.register("second", ""));

    assertThat(traces.latest(Optional.of("first"), 10)).hasSize(1);
    assertThat(traces.latest(Optional.of("ALICE@ims"), 10)).hasSize(2);
    assertThat(traces.latest(Optional.of("bob"), 10)).isEmpty();
  }
}
