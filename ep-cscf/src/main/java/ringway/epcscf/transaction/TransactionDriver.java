// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import ringway.epcscf.transaction.TransactionState.Phase;
import ringway.epcscf.transaction.TransactionStep.Machine;
import ringway.epcscf.transaction.TransactionStep.Setting;

/** Runs the state machine of one transaction and its timers. Used in its mailbox only. */
final class TransactionDriver {
  /** The transaction a driver works for. */
  interface Performer {
    /** Any action but the timers'. */
    void perform(TransactionAction action);

    void terminated();
  }

  private final String callId;
  private final Machine machine;
  private final Setting setting;
  private final Mailboxes mailboxes;
  private final Performer performer;
  private final Map<TransactionTimer, Mailboxes.Scheduled> timers =
      new EnumMap<>(TransactionTimer.class);
  private volatile TransactionState state; // written in the mailbox only

  TransactionDriver(
      String callId,
      Machine machine,
      Setting setting,
      Phase initial,
      Mailboxes mailboxes,
      Performer performer) {
    this.callId = callId;
    this.machine = machine;
    this.setting = setting;
    this.state = TransactionState.of(initial);
    this.mailboxes = mailboxes;
    this.performer = performer;
  }

  TransactionState state() {
    return state;
  }

  void handle(TransactionEvent event) {
    if (state.phase() == Phase.TERMINATED) {
      return;
    }
    TransactionStep step = machine.step(state, event, setting);
    state = step.state();
    boolean ended = state.phase() == Phase.TERMINATED;
    if (ended) {
      timers.values().forEach(Mailboxes.Scheduled::cancel);
      timers.clear();
      performer.terminated();
    }
    for (TransactionAction action : step.actions()) {
      switch (action) {
        case TransactionAction.Start start -> start(start);
        case TransactionAction.Stop stop -> stop(stop.timer());
        default -> performer.perform(action);
      }
    }
  }

  private void start(TransactionAction.Start start) {
    stop(start.timer());
    TransactionTimer timer = start.timer();
    Runnable fired =
        () -> {
          timers.remove(timer);
          handle(new TransactionEvent.Fired(timer));
        };
    timers.put(
        timer,
        timer.lingers()
            ? mailboxes.scheduleBrief(callId, start.delay(), fired)
            : mailboxes.schedule(callId, start.delay(), fired));
  }

  private void stop(TransactionTimer timer) {
    Optional.ofNullable(timers.remove(timer)).ifPresent(Mailboxes.Scheduled::cancel);
  }
}
