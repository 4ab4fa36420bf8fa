// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPResponse;
import java.util.Optional;
import ringway.epcscf.transaction.Mailboxes;
import ringway.epcscf.transaction.ServerTransaction;

/** How far the reliable provisional responses of one call are. Owned by its mailbox. */
final class ProvisionalState {
  /** This node acknowledges what the core sends reliably. */
  boolean acknowledging;

  /** The core wants them reliable from a browser that was not told. */
  boolean demanded;

  /** Of the last one sent reliably, 0 before the first. */
  long rseq;

  /** Whose responses they are. */
  Optional<ServerTransaction> invite = Optional.empty();

  /** Sent, and not acknowledged yet. */
  Optional<SIPResponse> sent = Optional.empty();

  /** To be sent after it. */
  Optional<SIPResponse> waiting = Optional.empty();

  private Optional<Mailboxes.Scheduled> repetition = Optional.empty();

  boolean unacknowledged() {
    return sent.isPresent();
  }

  void set(Mailboxes.Scheduled next) {
    repetition.ifPresent(Mailboxes.Scheduled::cancel);
    repetition = Optional.of(next);
  }

  /** Acknowledged, or of no matter any more. */
  void stop() {
    repetition.ifPresent(Mailboxes.Scheduled::cancel);
    repetition = Optional.empty();
    sent = Optional.empty();
    waiting = Optional.empty();
  }
}
