// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import java.util.Locale;
import java.util.Optional;
import ringway.epcscf.sip.SipMessages;

/**
 * What makes a message belong to a transaction: RFC 3261 §17.1.3 and §17.2.3. The Call-ID is part
 * of it so that a transaction stays in the one mailbox it began in.
 */
record TransactionKey(String scope, String callId, String branch, String sentBy, String method) {
  private static final String COOKIE = "z9hG4bK";

  /** The transaction a request begins or repeats; an ACK belongs to its INVITE. */
  static TransactionKey ofServer(SIPRequest request, SipLink from) {
    String method = request.getMethod();
    return server(request, from, method.equals("ACK") ? "INVITE" : method);
  }

  /** The INVITE a CANCEL is for, RFC 3261 §9.2. */
  static TransactionKey ofCancelled(SIPRequest cancel, SipLink from) {
    return server(cancel, from, "INVITE");
  }

  /** Of a response, or of a request of ours: the branch alone tells it. */
  static TransactionKey ofClient(SIPMessage message, SipLink link) {
    return new TransactionKey(
        link.scope(),
        SipMessages.callId(message),
        branchOf(message.getTopmostVia()),
        "",
        SipMessages.method(message));
  }

  /**
   * The same for every copy of one request that took several ways to the same place: RFC 3261
   * §8.2.2.2. Route and Request-URI belong to it, since forks towards several flows are no copies.
   * Empty within a dialog.
   */
  static Optional<TransactionKey> ofMerged(SIPRequest request, SipLink from) {
    String method = request.getMethod();
    if (SipMessages.toTag(request).isPresent() || method.equals("ACK") || method.equals("CANCEL")) {
      return Optional.empty();
    }
    return Optional.of(
        new TransactionKey(
            from.scope(),
            SipMessages.callId(request),
            SipMessages.fromTag(request).orElse("") + " " + SipMessages.cseq(request),
            request.getRequestURI() + " " + SipMessages.headers(request, "Route"),
            method));
  }

  private static TransactionKey server(SIPRequest request, SipLink from, String method) {
    Via via = request.getTopmostVia();
    return new TransactionKey(
        from.scope(),
        SipMessages.callId(request),
        serverBranch(request, via),
        via.getSentBy().toString().toLowerCase(Locale.ROOT),
        method);
  }

  private static String serverBranch(SIPRequest request, Via via) {
    String branch = branchOf(via);
    if (branch.length() > COOKIE.length()
        && branch.regionMatches(true, 0, COOKIE, 0, COOKIE.length())) {
      return branch;
    }
    // §17.2.3: an RFC 2543 client does not make branches unique.
    return String.join(
        " ",
        branch,
        request.getRequestURI().toString(),
        SipMessages.fromTag(request).orElse(""),
        Long.toString(SipMessages.cseq(request)));
  }

  private static String branchOf(Via via) {
    String branch = via.getBranch();
    return branch == null ? "" : branch;
  }
}
