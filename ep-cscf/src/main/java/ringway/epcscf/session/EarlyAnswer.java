// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.Optional;
import ringway.epcscf.transaction.Mailboxes;
import ringway.epcscf.transaction.ServerTransaction;

/**
 * The answer of this node to a caller that has something to do before the browser may be called.
 * Owned by the mailbox of its Call-ID.
 */
final class EarlyAnswer {
  final ServerTransaction invite;
  final Dialog dialog;
  private final String tag;
  private final SIPRequest onward;
  private final Runnable call;
  private Optional<Mailboxes.Scheduled> limit = Optional.empty();
  private boolean called;
  private boolean joined;

  /**
   * @param tag the callee's, as the caller knows it
   * @param onward what the browser is to get
   * @param call sends it
   */
  EarlyAnswer(
      ServerTransaction invite, Dialog dialog, String tag, SIPRequest onward, Runnable call) {
    this.invite = invite;
    this.dialog = dialog;
    this.tag = tag;
    this.onward = onward;
    this.call = call;
  }

  String tag() {
    return tag;
  }

  /** Until when the caller has to be ready. */
  void waits(Mailboxes.Scheduled until) {
    limit = Optional.of(until);
  }

  /** The caller is ready, or has given up. */
  void stop() {
    limit.ifPresent(Mailboxes.Scheduled::cancel);
    limit = Optional.empty();
  }

  /** Calls the browser, once. */
  void call(String offer) {
    if (!called) {
      called = true;
      stop();
      SessionDescription.put(onward, offer);
      call.run();
    }
  }

  /** The browser knows of the dialog. */
  boolean joined() {
    return joined;
  }

  /** The browser has said something, with a tag of its own. */
  Dialog joined(SIPResponse response) {
    joined = true;
    dialog.joined(response);
    return dialog;
  }
}
