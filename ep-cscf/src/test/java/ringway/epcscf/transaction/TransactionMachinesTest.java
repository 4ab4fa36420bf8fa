// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import ringway.epcscf.transaction.TransactionState.Phase;
import ringway.epcscf.transaction.TransactionStep.Machine;
import ringway.epcscf.transaction.TransactionStep.Setting;

/**
 * The four machines, row by row: transport, phase, event, next phase, actions. A timer is written
 * {@code +A=500} when started (milliseconds) and {@code -A} when stopped.
 */
class TransactionMachinesTest {
  private static final TransactionTimers TIMERS = TransactionTimers.rfc3261();

  private static final Map<String, Machine> MACHINES =
      Map.of(
          "invite-client", InviteClientMachine::step,
          "invite-server", InviteServerMachine::step,
          "client", RequestClientMachine::step,
          "server", RequestServerMachine::step);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "udp | TRYING     | start     | TRYING     | +B=32000 +A=500 request",
        "tcp | TRYING     | start     | TRYING     | +B=32000 request",
        "udp | TRYING     | A         | TRYING     | +A=1000 request",
        "udp | TRYING     | B         | TERMINATED | fail=timeout",
        "udp | TRYING     | 100       | PROCEEDING | -A -B +C=181000 deliver",
        "tcp | TRYING     | 180       | PROCEEDING | -A -B +C=181000 deliver",
        "udp | TRYING     | 200       | ACCEPTED   | -A -B -C +M=32000 deliver",
        "tcp | TRYING     | 200       | ACCEPTED   | -A -B -C +M=32000 deliver",
        "udp | TRYING     | 486       | COMPLETED  | -A -B -C +D=32000 ack deliver",
        "tcp | TRYING     | 486       | TERMINATED | ack deliver",
        "udp | TRYING     | lost      | TERMINATED | fail=transport",
        "udp | TRYING     | cancelled | TRYING     | ",
        "udp | PROCEEDING | 100       | PROCEEDING | ",
        "udp | PROCEEDING | 183       | PROCEEDING | +C=181000 deliver",
        "udp | PROCEEDING | A         | PROCEEDING | ",
        "udp | PROCEEDING | B         | TERMINATED | fail=timeout",
        "udp | PROCEEDING | C         | PROCEEDING | cancel +B=32000",
        "udp | PROCEEDING | cancelled | PROCEEDING | +B=32000",
        "udp | PROCEEDING | 200       | ACCEPTED   | -A -B -C +M=32000 deliver",
        "udp | PROCEEDING | 603       | COMPLETED  | -A -B -C +D=32000 ack deliver",
        "tcp | PROCEEDING | 302       | TERMINATED | ack deliver",
        "tcp | PROCEEDING | lost      | TERMINATED | fail=transport",
        "udp | ACCEPTED   | 200       | ACCEPTED   | deliver",
        "udp | ACCEPTED   | 180       | ACCEPTED   | ",
        "udp | ACCEPTED   | 486       | ACCEPTED   | ",
        "udp | ACCEPTED   | B         | ACCEPTED   | ",
        "udp | ACCEPTED   | C         | ACCEPTED   | ",
        "udp | ACCEPTED   | M         | TERMINATED | ",
        "udp | ACCEPTED   | lost      | TERMINATED | ",
        "udp | COMPLETED  | 486       | COMPLETED  | ack",
        "udp | COMPLETED  | 180       | COMPLETED  | ",
        "udp | COMPLETED  | 200       | COMPLETED  | ",
        "udp | COMPLETED  | B         | COMPLETED  | ",
        "udp | COMPLETED  | D         | TERMINATED | ",
        "udp | COMPLETED  | lost      | TERMINATED | ",
      })
  void inviteClient(String transport, Phase phase, String event, Phase next, String actions) {
    check("invite-client", transport, phase, event, next, actions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "udp | TRYING     | start | TRYING     | +F=32000 +E=500 request",
        "tcp | TRYING     | start | TRYING     | +F=32000 request",
        "udp | TRYING     | E     | TRYING     | +E=1000 request",
        "udp | PROCEEDING | E     | PROCEEDING | +E=4000 request",
        "udp | TRYING     | F     | TERMINATED | fail=timeout",
        "udp | PROCEEDING | F     | TERMINATED | fail=timeout",
        "udp | TRYING     | 100   | PROCEEDING | deliver",
        "udp | TRYING     | 200   | TERMINATED | deliver",
        "tcp | TRYING     | 200   | TERMINATED | deliver",
        "udp | PROCEEDING | 404   | TERMINATED | deliver",
        "tcp | PROCEEDING | 404   | TERMINATED | deliver",
        "udp | TRYING     | lost  | TERMINATED | fail=transport",
        "udp | PROCEEDING | lost  | TERMINATED | fail=transport",
      })
  void otherClient(String transport, Phase phase, String event, Phase next, String actions) {
    check("client", transport, phase, event, next, actions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "udp | PROCEEDING | start  | PROCEEDING | +C=362000",
        "udp | PROCEEDING | repeat | PROCEEDING | resend",
        "udp | PROCEEDING | 180    | PROCEEDING | +C=362000 response",
        "udp | PROCEEDING | ack    | PROCEEDING | ",
        "udp | PROCEEDING | 200    | ACCEPTED   | -C +L=32000 response",
        "tcp | PROCEEDING | 200    | ACCEPTED   | -C +L=32000 response",
        "udp | PROCEEDING | 486    | COMPLETED  | -C +H=32000 +G=500 response",
        "tcp | PROCEEDING | 486    | COMPLETED  | -C +H=32000 response",
        "udp | PROCEEDING | C      | TERMINATED | ",
        "udp | PROCEEDING | lost   | TERMINATED | ",
        "udp | COMPLETED  | repeat | COMPLETED  | resend",
        "udp | COMPLETED  | G      | COMPLETED  | +G=1000 resend",
        "udp | COMPLETED  | 200    | COMPLETED  | ",
        "udp | COMPLETED  | ack    | CONFIRMED  | -G -H +I=5000",
        "tcp | COMPLETED  | ack    | TERMINATED | ",
        "udp | COMPLETED  | C      | COMPLETED  | ",
        "udp | COMPLETED  | H      | TERMINATED | ",
        "udp | COMPLETED  | lost   | TERMINATED | ",
        "udp | CONFIRMED  | ack    | CONFIRMED  | ",
        "udp | CONFIRMED  | repeat | CONFIRMED  | ",
        "udp | CONFIRMED  | G      | CONFIRMED  | ",
        "udp | CONFIRMED  | I      | TERMINATED | ",
        "udp | ACCEPTED   | repeat | ACCEPTED   | ",
        "udp | ACCEPTED   | 200    | ACCEPTED   | response",
        "udp | ACCEPTED   | 180    | ACCEPTED   | ",
        "udp | ACCEPTED   | 486    | ACCEPTED   | ",
        "udp | ACCEPTED   | ack    | ACCEPTED   | pass",
        "udp | ACCEPTED   | L      | TERMINATED | ",
        "tcp | ACCEPTED   | lost   | TERMINATED | ",
      })
  void inviteServer(String transport, Phase phase, String event, Phase next, String actions) {
    check("invite-server", transport, phase, event, next, actions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "udp | TRYING     | start  | TRYING     | +F=64000",
        "udp | TRYING     | repeat | TRYING     | resend",
        "udp | TRYING     | 100    | PROCEEDING | response",
        "udp | TRYING     | 200    | COMPLETED  | -F +J=32000 response",
        "tcp | TRYING     | 200    | TERMINATED | response",
        "udp | TRYING     | F      | TERMINATED | ",
        "udp | TRYING     | lost   | TERMINATED | ",
        "udp | PROCEEDING | repeat | PROCEEDING | resend",
        "udp | PROCEEDING | 183    | PROCEEDING | response",
        "udp | PROCEEDING | 404    | COMPLETED  | -F +J=32000 response",
        "tcp | PROCEEDING | 404    | TERMINATED | response",
        "udp | PROCEEDING | F      | TERMINATED | ",
        "udp | COMPLETED  | repeat | COMPLETED  | resend",
        "udp | COMPLETED  | 200    | COMPLETED  | ",
        "udp | COMPLETED  | F      | COMPLETED  | ",
        "udp | COMPLETED  | J      | TERMINATED | ",
        "udp | COMPLETED  | lost   | TERMINATED | ",
      })
  void otherServer(String transport, Phase phase, String event, Phase next, String actions) {
    check("server", transport, phase, event, next, actions);
  }

  static Stream<String> machines() {
    return MACHINES.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("machines")
  void whereATimerDoesNotBelongItChangesNothingOrEnds(String name) {
    for (Phase phase : Phase.values()) {
      for (TransactionTimer timer : TransactionTimer.values()) {
        TransactionStep step =
            MACHINES
                .get(name)
                .step(
                    TransactionState.of(phase),
                    new TransactionEvent.Fired(timer),
                    new Setting(TIMERS, false));
        assertThat(step.state().phase()).isIn(phase, Phase.TERMINATED);
      }
    }
  }

  @Test
  void aMessageIsRepeatedAtDoublingIntervalsUpToT2() {
    assertThat(intervals("client", Phase.TRYING, TransactionTimer.E))
        .containsExactly(1000L, 2000L, 4000L, 4000L, 4000L);
    assertThat(intervals("invite-server", Phase.COMPLETED, TransactionTimer.G))
        .containsExactly(1000L, 2000L, 4000L, 4000L, 4000L);
    assertThat(intervals("invite-client", Phase.TRYING, TransactionTimer.A))
        .as("an INVITE goes on doubling until Timer B")
        .containsExactly(1000L, 2000L, 4000L, 8000L, 16000L);
  }

  @Test
  void timerDLastsAtLeast32Seconds() {
    TransactionTimers quick =
        new TransactionTimers(
            Duration.ofMillis(1), TIMERS.t2(), TIMERS.t4(), TIMERS.proceeding(), TIMERS.trying());

    TransactionStep step =
        InviteClientMachine.step(
            TransactionState.of(Phase.TRYING),
            new TransactionEvent.Response(404),
            new Setting(quick, false));

    assertThat(step.actions())
        .contains(new TransactionAction.Start(TransactionTimer.D, Duration.ofSeconds(32)));
  }

  private static List<Long> intervals(String machine, Phase phase, TransactionTimer timer) {
    TransactionState state = new TransactionState(phase, TIMERS.t1());
    Long[] found = new Long[5];
    for (int i = 0; i < found.length; i++) {
      TransactionStep step =
          MACHINES
              .get(machine)
              .step(state, new TransactionEvent.Fired(timer), new Setting(TIMERS, false));
      state = step.state();
      found[i] = state.interval().toMillis();
    }
    return List.of(found);
  }

  private static void check(
      String machine, String transport, Phase phase, String event, Phase next, String actions) {
    TransactionStep step =
        MACHINES
            .get(machine)
            .step(
                new TransactionState(phase, TIMERS.t1()),
                event(event),
                new Setting(TIMERS, transport.equals("tcp")));

    assertThat(step.state().phase()).isEqualTo(next);
    assertThat(step.actions().stream().map(TransactionMachinesTest::shown).toList())
        .isEqualTo(actions == null ? List.of() : Arrays.stream(actions.split(" ")).toList());
  }

  private static TransactionEvent event(String text) {
    return switch (text) {
      case "start" -> new TransactionEvent.Start();
      case "repeat" -> new TransactionEvent.Request();
      case "ack" -> new TransactionEvent.Ack();
      case "cancelled" -> new TransactionEvent.Cancelled();
      case "lost" -> new TransactionEvent.TransportFailed();
      default ->
          text.length() == 1
              ? new TransactionEvent.Fired(TransactionTimer.valueOf(text))
              : new TransactionEvent.Response(Integer.parseInt(text));
    };
  }

  private static String shown(TransactionAction action) {
    return switch (action) {
      case TransactionAction.SendRequest _ -> "request";
      case TransactionAction.SendAck _ -> "ack";
      case TransactionAction.SendCancel _ -> "cancel";
      case TransactionAction.Deliver _ -> "deliver";
      case TransactionAction.Fail fail -> "fail=" + fail.failure().name().toLowerCase(Locale.ROOT);
      case TransactionAction.SendResponse _ -> "response";
      case TransactionAction.Resend _ -> "resend";
      case TransactionAction.PassAck _ -> "pass";
      case TransactionAction.Start start -> "+" + start.timer() + "=" + start.delay().toMillis();
      case TransactionAction.Stop stop -> "-" + stop.timer();
    };
  }
}
