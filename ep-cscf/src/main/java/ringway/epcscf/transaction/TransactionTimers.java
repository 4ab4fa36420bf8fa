// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import java.time.Duration;

/**
 * The base values of RFC 3261 §17.1.1.1 and what hangs on them.
 *
 * @param t1 estimate of the round trip
 * @param t2 longest interval between repeated requests and responses
 * @param t4 how long a message may stay in the network
 * @param proceeding Timer C: how long an INVITE may ring, restarted by each provisional (§16.8)
 * @param trying after this an INVITE without any response gets 100 (§17.2.1)
 */
public record TransactionTimers(
    Duration t1, Duration t2, Duration t4, Duration proceeding, Duration trying) {
  private static final int TIMEOUT_IN_T1 = 64;

  public static TransactionTimers rfc3261() {
    return new TransactionTimers(
        Duration.ofMillis(500),
        Duration.ofSeconds(4),
        Duration.ofSeconds(5),
        Duration.ofMinutes(3).plusSeconds(1), // §16.6 point 11: more than 3 minutes
        Duration.ofMillis(200));
  }

  /** Timers B, F, H, J, L, M: 64*T1. */
  public Duration timeout() {
    return t1.multipliedBy(TIMEOUT_IN_T1);
  }
}
