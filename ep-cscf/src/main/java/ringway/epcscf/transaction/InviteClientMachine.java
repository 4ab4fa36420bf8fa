// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import static ringway.epcscf.transaction.TransactionState.Phase.ACCEPTED;
import static ringway.epcscf.transaction.TransactionState.Phase.COMPLETED;
import static ringway.epcscf.transaction.TransactionState.Phase.PROCEEDING;
import static ringway.epcscf.transaction.TransactionState.Phase.TERMINATED;
import static ringway.epcscf.transaction.TransactionState.Phase.TRYING;
import static ringway.epcscf.transaction.TransactionStep.stay;
import static ringway.epcscf.transaction.TransactionStep.to;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import ringway.epcscf.transaction.ClientListener.Failure;
import ringway.epcscf.transaction.TransactionAction.Deliver;
import ringway.epcscf.transaction.TransactionAction.Fail;
import ringway.epcscf.transaction.TransactionAction.SendAck;
import ringway.epcscf.transaction.TransactionAction.SendCancel;
import ringway.epcscf.transaction.TransactionAction.SendRequest;
import ringway.epcscf.transaction.TransactionAction.Start;
import ringway.epcscf.transaction.TransactionAction.Stop;
import ringway.epcscf.transaction.TransactionEvent.Cancelled;
import ringway.epcscf.transaction.TransactionEvent.Fired;
import ringway.epcscf.transaction.TransactionEvent.Response;
import ringway.epcscf.transaction.TransactionEvent.TransportFailed;
import ringway.epcscf.transaction.TransactionStep.Setting;

/**
 * The INVITE client of RFC 3261 §17.1.1 as RFC 6026 §7.2 has it, with the proxy's Timer C (§16.8).
 *
 * <pre>
 * TRYING      1xx          → PROCEEDING  deliver, C
 * TRYING      A            → TRYING      send again, A doubled
 * TRYING      B            → TERMINATED  timeout
 * PROCEEDING  1xx          → PROCEEDING  deliver, C anew
 * PROCEEDING  C            → PROCEEDING  CANCEL, B
 * PROCEEDING  B            → TERMINATED  timeout (no final response to a cancelled INVITE, §9.1)
 * either      2xx          → ACCEPTED    deliver, M
 * either      3xx-6xx      → COMPLETED   ACK, deliver, D
 * ACCEPTED    2xx          → ACCEPTED    deliver
 * COMPLETED   3xx-6xx      → COMPLETED   ACK
 * </pre>
 */
final class InviteClientMachine {
  /** RFC 3261 §17.1.1.2: at least 32 s. */
  private static final Duration SHORTEST_D = Duration.ofSeconds(32);

  private InviteClientMachine() {}

  static TransactionStep step(TransactionState state, TransactionEvent event, Setting setting) {
    return switch (event) {
      case TransactionEvent.Start _ -> start(setting);
      case Response response -> response(state, response, setting);
      case Fired fired -> fired(state, fired.timer(), setting);
      case Cancelled _ when state.phase() == PROCEEDING ->
          stay(state, new Start(TransactionTimer.B, setting.timers().timeout()));
      case TransportFailed _ when !state.finallyAnswered() ->
          to(TERMINATED, new Fail(Failure.TRANSPORT));
      case TransportFailed _ -> to(TERMINATED);
      default -> stay(state);
    };
  }

  private static TransactionStep start(Setting setting) {
    Duration t1 = setting.timers().t1();
    List<TransactionAction> actions = new ArrayList<>();
    actions.add(new Start(TransactionTimer.B, setting.timers().timeout()));
    if (!setting.reliable()) {
      actions.add(new Start(TransactionTimer.A, t1));
    }
    actions.add(new SendRequest());
    return new TransactionStep(new TransactionState(TRYING, t1), List.copyOf(actions));
  }

  private static TransactionStep response(
      TransactionState state, Response response, Setting setting) {
    return switch (state.phase()) {
      case TRYING, PROCEEDING -> {
        if (response.provisional()) {
          yield provisional(state, response, setting);
        }
        if (response.success()) {
          yield to(
              ACCEPTED,
              new Stop(TransactionTimer.A),
              new Stop(TransactionTimer.B),
              new Stop(TransactionTimer.C),
              new Start(TransactionTimer.M, setting.timers().timeout()),
              new Deliver());
        }
        yield failed(setting);
      }
      case ACCEPTED -> response.success() ? stay(state, new Deliver()) : stay(state);
      case COMPLETED ->
          response.provisional() || response.success() ? stay(state) : stay(state, new SendAck());
      case CONFIRMED, TERMINATED -> stay(state);
    };
  }

  private static TransactionStep provisional(
      TransactionState state, Response response, Setting setting) {
    Start ringing = new Start(TransactionTimer.C, setting.timers().proceeding());
    if (state.phase() == TRYING) {
      return to(
          PROCEEDING,
          new Stop(TransactionTimer.A),
          new Stop(TransactionTimer.B),
          ringing,
          new Deliver());
    }
    // §16.7 point 2: only 101 to 199 start Timer C anew.
    return response.status() > 100 ? stay(state, ringing, new Deliver()) : stay(state);
  }

  private static TransactionStep failed(Setting setting) {
    Duration timeout = setting.timers().timeout();
    Duration linger =
        setting.unlessReliable(timeout.compareTo(SHORTEST_D) > 0 ? timeout : SHORTEST_D);
    if (linger.isZero()) {
      return to(TERMINATED, new SendAck(), new Deliver());
    }
    return to(
        COMPLETED,
        new Stop(TransactionTimer.A),
        new Stop(TransactionTimer.B),
        new Stop(TransactionTimer.C),
        new Start(TransactionTimer.D, linger),
        new SendAck(),
        new Deliver());
  }

  private static TransactionStep fired(
      TransactionState state, TransactionTimer timer, Setting setting) {
    Duration next = state.interval().multipliedBy(2);
    return switch (timer) {
      case A ->
          state.phase() == TRYING
              ? to(TRYING, next, new Start(TransactionTimer.A, next), new SendRequest())
              : stay(state);
      case B -> state.finallyAnswered() ? stay(state) : to(TERMINATED, new Fail(Failure.TIMEOUT));
      case C ->
          state.phase() == PROCEEDING
              ? stay(
                  state,
                  new SendCancel(),
                  new Start(TransactionTimer.B, setting.timers().timeout()))
              : stay(state);
      case D, M -> to(TERMINATED);
      case E, F, G, H, I, J, L -> stay(state);
    };
  }
}
