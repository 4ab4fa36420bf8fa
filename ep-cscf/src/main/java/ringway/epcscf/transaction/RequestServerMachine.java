// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import static ringway.epcscf.transaction.TransactionState.Phase.COMPLETED;
import static ringway.epcscf.transaction.TransactionState.Phase.PROCEEDING;
import static ringway.epcscf.transaction.TransactionState.Phase.TERMINATED;
import static ringway.epcscf.transaction.TransactionStep.stay;
import static ringway.epcscf.transaction.TransactionStep.to;

import java.time.Duration;
import ringway.epcscf.transaction.TransactionAction.Resend;
import ringway.epcscf.transaction.TransactionAction.SendResponse;
import ringway.epcscf.transaction.TransactionAction.Start;
import ringway.epcscf.transaction.TransactionAction.Stop;
import ringway.epcscf.transaction.TransactionEvent.Fired;
import ringway.epcscf.transaction.TransactionEvent.Request;
import ringway.epcscf.transaction.TransactionEvent.Response;
import ringway.epcscf.transaction.TransactionEvent.TransportFailed;
import ringway.epcscf.transaction.TransactionStep.Setting;

/**
 * The server of every request but INVITE and ACK, RFC 3261 §17.2.2.
 *
 * <pre>
 * TRYING      request → TRYING
 * any open    F       → TERMINATED  (the user has forgotten it)
 * any open    1xx     → PROCEEDING  send
 * any open    2xx+    → COMPLETED   send, J
 * PROCEEDING  request → PROCEEDING  last response again
 * COMPLETED   request → COMPLETED   last response again
 * </pre>
 */
final class RequestServerMachine {
  private RequestServerMachine() {}

  static TransactionStep step(TransactionState state, TransactionEvent event, Setting setting) {
    return switch (event) {
      case Response response when !state.finallyAnswered() -> {
        if (response.provisional()) {
          yield to(PROCEEDING, new SendResponse());
        }
        Duration linger = setting.unlessReliable(setting.timers().timeout());
        yield linger.isZero()
            ? to(TERMINATED, new SendResponse())
            : to(
                COMPLETED,
                new Stop(TransactionTimer.F),
                new Start(TransactionTimer.J, linger),
                new SendResponse());
      }
      case Request _ -> stay(state, new Resend());
      // Twice the sender's own patience, so that a 504 for a silent core still goes out.
      case TransactionEvent.Start _ ->
          stay(state, new Start(TransactionTimer.F, setting.timers().timeout().multipliedBy(2)));
      case Fired(TransactionTimer timer) when timer == TransactionTimer.J -> to(TERMINATED);
      case Fired(TransactionTimer timer)
          when timer == TransactionTimer.F && !state.finallyAnswered() ->
          to(TERMINATED);
      case TransportFailed _ -> to(TERMINATED);
      default -> stay(state);
    };
  }
}
