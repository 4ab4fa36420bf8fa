// SPDX-License-Identifier: Apache-2.0
package ringway.waf.pool;

/** Why a client gets no pair; the message is for the client's log. */
public final class LendRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What stands in the way. */
  public enum Reason {
    /** Every pair is out or in quarantine, or there is none. */
    EMPTY,
    /** The lease is over, or is another client's. */
    NO_LEASE
  }

  private final Reason reason;

  public LendRefused(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
