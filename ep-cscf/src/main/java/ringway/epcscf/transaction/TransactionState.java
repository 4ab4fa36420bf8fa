// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import java.time.Duration;

/**
 * Where a transaction stands.
 *
 * @param interval how long until the next repetition, where there is one
 */
record TransactionState(Phase phase, Duration interval) {
  enum Phase {
    /** CALLING of an INVITE client. */
    TRYING,
    PROCEEDING,
    COMPLETED,
    CONFIRMED,
    ACCEPTED,
    TERMINATED
  }

  static TransactionState of(Phase phase) {
    return new TransactionState(phase, Duration.ZERO);
  }

  boolean finallyAnswered() {
    return phase.compareTo(Phase.COMPLETED) >= 0;
  }
}
