// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

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
import ringway.epcscf.transaction.TransactionAction.SendRequest;
import ringway.epcscf.transaction.TransactionAction.Start;
import ringway.epcscf.transaction.TransactionEvent.Fired;
import ringway.epcscf.transaction.TransactionEvent.Response;
import ringway.epcscf.transaction.TransactionEvent.TransportFailed;
import ringway.epcscf.transaction.TransactionStep.Setting;

/**
 * The client of every request but INVITE and ACK, RFC 3261 §17.1.2.
 *
 * <pre>
 * TRYING, PROCEEDING  1xx  → PROCEEDING  deliver
 * TRYING, PROCEEDING  2xx+ → TERMINATED  deliver
 * TRYING              E    → TRYING      send again, E doubled up to T2
 * PROCEEDING          E    → PROCEEDING  send again, E = T2
 * TRYING, PROCEEDING  F    → TERMINATED  timeout
 * </pre>
 *
 * <p>COMPLETED and its Timer K are left out: they only keep repetitions of the answer from being
 * passed on, and what belongs to no transaction is never passed on here (RFC 6026 §8.9). Each
 * REGISTER sent would else stay for five seconds.
 */
final class RequestClientMachine {
  private RequestClientMachine() {}

  static TransactionStep step(TransactionState state, TransactionEvent event, Setting setting) {
    return switch (event) {
      case TransactionEvent.Start _ -> start(setting);
      case Response response -> response(state, response);
      case Fired fired -> fired(state, fired.timer(), setting);
      case TransportFailed _ -> to(TERMINATED, new Fail(Failure.TRANSPORT));
      default -> stay(state);
    };
  }

  private static TransactionStep start(Setting setting) {
    Duration t1 = setting.timers().t1();
    List<TransactionAction> actions = new ArrayList<>();
    actions.add(new Start(TransactionTimer.F, setting.timers().timeout()));
    if (!setting.reliable()) {
      actions.add(new Start(TransactionTimer.E, t1));
    }
    actions.add(new SendRequest());
    return new TransactionStep(new TransactionState(TRYING, t1), List.copyOf(actions));
  }

  private static TransactionStep response(TransactionState state, Response response) {
    return response.provisional()
        ? to(PROCEEDING, state.interval(), new Deliver())
        : to(TERMINATED, new Deliver());
  }

  private static TransactionStep fired(
      TransactionState state, TransactionTimer timer, Setting setting) {
    return switch (timer) {
      case E -> {
        Duration t2 = setting.timers().t2();
        Duration doubled = state.interval().multipliedBy(2);
        boolean capped = state.phase() == PROCEEDING || doubled.compareTo(t2) > 0;
        Duration next = capped ? t2 : doubled;
        yield to(state.phase(), next, new Start(TransactionTimer.E, next), new SendRequest());
      }
      case F -> to(TERMINATED, new Fail(Failure.TIMEOUT));
      default -> stay(state);
    };
  }
}
