// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import static ringway.epcscf.transaction.TransactionState.Phase.ACCEPTED;
import static ringway.epcscf.transaction.TransactionState.Phase.COMPLETED;
import static ringway.epcscf.transaction.TransactionState.Phase.CONFIRMED;
import static ringway.epcscf.transaction.TransactionState.Phase.PROCEEDING;
import static ringway.epcscf.transaction.TransactionState.Phase.TERMINATED;
import static ringway.epcscf.transaction.TransactionStep.stay;
import static ringway.epcscf.transaction.TransactionStep.to;

import java.time.Duration;
import ringway.epcscf.transaction.TransactionAction.PassAck;
import ringway.epcscf.transaction.TransactionAction.Resend;
import ringway.epcscf.transaction.TransactionAction.SendResponse;
import ringway.epcscf.transaction.TransactionAction.Start;
import ringway.epcscf.transaction.TransactionAction.Stop;
import ringway.epcscf.transaction.TransactionEvent.Ack;
import ringway.epcscf.transaction.TransactionEvent.Fired;
import ringway.epcscf.transaction.TransactionEvent.Request;
import ringway.epcscf.transaction.TransactionEvent.Response;
import ringway.epcscf.transaction.TransactionEvent.TransportFailed;
import ringway.epcscf.transaction.TransactionStep.Setting;

/**
 * The INVITE server of RFC 3261 §17.2.1 as RFC 6026 §7.1 has it. The 100 after 200 ms is the
 * driver's, since it must come also while the user is busy with the INVITE.
 *
 * <pre>
 * PROCEEDING  C        → TERMINATED  (the user has forgotten it)
 * PROCEEDING  INVITE   → PROCEEDING  last response again
 * PROCEEDING  1xx      → PROCEEDING  send
 * PROCEEDING  2xx      → ACCEPTED    send, L
 * PROCEEDING  3xx-6xx  → COMPLETED   send, H, G
 * COMPLETED   INVITE   → COMPLETED   last response again
 * COMPLETED   G        → COMPLETED   last response again, G doubled up to T2
 * COMPLETED   ACK      → CONFIRMED   I
 * COMPLETED   H        → TERMINATED
 * ACCEPTED    2xx      → ACCEPTED    send
 * ACCEPTED    ACK      → ACCEPTED    pass on
 * </pre>
 */
final class InviteServerMachine {
  private InviteServerMachine() {}

  static TransactionStep step(TransactionState state, TransactionEvent event, Setting setting) {
    return switch (event) {
      case Response response -> respond(state, response, setting);
      case Request _ ->
          state.phase() == PROCEEDING || state.phase() == COMPLETED
              ? stay(state, new Resend())
              : stay(state);
      case Ack _ -> ack(state, setting);
      case Fired fired -> fired(state, fired.timer(), setting);
      case TransportFailed _ -> to(TERMINATED);
      case TransactionEvent.Start _ -> stay(state, abandoned(setting));
      case TransactionEvent.Cancelled _ -> stay(state);
    };
  }

  private static TransactionStep respond(
      TransactionState state, Response response, Setting setting) {
    TransactionTimers timers = setting.timers();
    if (state.phase() == ACCEPTED && response.success()) {
      return stay(state, new SendResponse());
    }
    if (state.phase() != PROCEEDING) {
      return stay(state);
    }
    if (response.provisional()) {
      return stay(state, abandoned(setting), new SendResponse());
    }
    if (response.success()) {
      return to(
          ACCEPTED,
          new Stop(TransactionTimer.C),
          new Start(TransactionTimer.L, timers.timeout()),
          new SendResponse());
    }
    Start missingAck = new Start(TransactionTimer.H, timers.timeout());
    if (setting.reliable()) {
      return to(COMPLETED, new Stop(TransactionTimer.C), missingAck, new SendResponse());
    }
    return to(
        COMPLETED,
        timers.t1(),
        new Stop(TransactionTimer.C),
        missingAck,
        new Start(TransactionTimer.G, timers.t1()),
        new SendResponse());
  }

  private static TransactionStep ack(TransactionState state, Setting setting) {
    if (state.phase() == ACCEPTED) {
      return stay(state, new PassAck());
    }
    if (state.phase() != COMPLETED) {
      return stay(state);
    }
    Duration linger = setting.unlessReliable(setting.timers().t4());
    if (linger.isZero()) {
      return to(TERMINATED);
    }
    return to(
        CONFIRMED,
        new Stop(TransactionTimer.G),
        new Stop(TransactionTimer.H),
        new Start(TransactionTimer.I, linger));
  }

  private static TransactionStep fired(
      TransactionState state, TransactionTimer timer, Setting setting) {
    return switch (timer) {
      case G -> {
        if (state.phase() != COMPLETED) {
          yield stay(state);
        }
        Duration doubled = state.interval().multipliedBy(2);
        Duration t2 = setting.timers().t2();
        Duration next = doubled.compareTo(t2) > 0 ? t2 : doubled;
        yield to(COMPLETED, next, new Start(TransactionTimer.G, next), new Resend());
      }
      case C -> state.phase() == PROCEEDING ? to(TERMINATED) : stay(state);
      case H, I, L -> to(TERMINATED);
      case A, B, D, E, F, J, M -> stay(state);
    };
  }

  /** Twice Timer C, anew with each provisional: nobody means to answer any more. */
  private static Start abandoned(Setting setting) {
    return new Start(TransactionTimer.C, setting.timers().proceeding().multipliedBy(2));
  }
}
