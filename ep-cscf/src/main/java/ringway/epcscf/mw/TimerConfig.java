// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import java.time.Duration;
import ringway.epcscf.transaction.TransactionTimers;

/**
 * The base timers of RFC 3261 §17; TS 24.229 §7.7 gives 500 ms, 4 s and 5 s between core nodes.
 *
 * @param t1 estimate of the round trip; 64 of them end a transaction without an answer
 * @param t2 longest interval between repetitions
 * @param t4 how long a message may stay in the network
 * @param c how long an INVITE may ring
 */
public record TimerConfig(Duration t1, Duration t2, Duration t4, Duration c) {
  private static final Duration SHORTEST_T1 = Duration.ofMillis(10);
  private static final Duration TRYING = Duration.ofMillis(200);

  public TimerConfig {
    if (t1.compareTo(SHORTEST_T1) < 0 || t2.compareTo(t1) < 0 || t4.compareTo(t1) < 0) {
      throw new IllegalArgumentException("t1 must be 10ms or more, t2 and t4 not below t1");
    }
    if (c.isNegative() || c.isZero()) {
      throw new IllegalArgumentException("c must be above 0");
    }
  }

  public TransactionTimers timers() {
    return new TransactionTimers(t1, t2, t4, c, TRYING);
  }
}
