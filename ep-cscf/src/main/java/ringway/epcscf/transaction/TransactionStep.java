// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import java.time.Duration;
import java.util.List;

/** The outcome of one event: the next state and what to do, in this order. */
record TransactionStep(TransactionState state, List<TransactionAction> actions) {
  /** What the machines need to know of their surroundings. */
  record Setting(TransactionTimers timers, boolean reliable) {
    /** The wait of a timer that only exists on an unreliable transport. */
    Duration unlessReliable(Duration wait) {
      return reliable ? Duration.ZERO : wait;
    }
  }

  /** RFC 3261 §17, one machine. */
  @FunctionalInterface
  interface Machine {
    TransactionStep step(TransactionState state, TransactionEvent event, Setting setting);
  }

  static TransactionStep to(TransactionState.Phase phase, TransactionAction... actions) {
    return new TransactionStep(TransactionState.of(phase), List.of(actions));
  }

  static TransactionStep to(
      TransactionState.Phase phase, Duration interval, TransactionAction... actions) {
    return new TransactionStep(new TransactionState(phase, interval), List.of(actions));
  }

  static TransactionStep stay(TransactionState state, TransactionAction... actions) {
    return new TransactionStep(state, List.of(actions));
  }
}
