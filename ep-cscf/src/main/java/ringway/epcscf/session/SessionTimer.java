// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import java.util.Optional;
import ringway.epcscf.transaction.Mailboxes;

/**
 * What is agreed with the core about keeping one call alive (RFC 4028). Owned by the mailbox of its
 * Call-ID.
 */
final class SessionTimer {
  /** Who takes part in the timer on the browser's side. */
  enum Deputy {
    /** Not known before the first 2xx. */
    UNDECIDED,
    /** The browser itself: nothing to do here. */
    BROWSER,
    /** This node, for a browser that cannot. */
    US,
    /** The core wants no timer. */
    NOBODY
  }

  Deputy deputy = Deputy.UNDECIDED;

  /** The core knows the timer: said in its INVITE. */
  boolean coreSupports;

  /** What the core asked for in the request that is to be answered. */
  Optional<SessionInterval> asked = Optional.empty();

  /** 0 as long as nothing is agreed. */
  long seconds;

  boolean weRefresh;
  boolean coreAllowsUpdate;
  private Optional<Mailboxes.Scheduled> alarm = Optional.empty();

  boolean ours() {
    return deputy == Deputy.US;
  }

  void set(Mailboxes.Scheduled next) {
    cancel();
    alarm = Optional.of(next);
  }

  void cancel() {
    alarm.ifPresent(Mailboxes.Scheduled::cancel);
    alarm = Optional.empty();
  }
}
