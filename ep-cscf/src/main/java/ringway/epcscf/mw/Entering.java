// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.TransactionLayer;

/**
 * One request on its way through the entry points (RFC 3263 §4.3): each try is a transaction of its
 * own. A server that stays silent until timer F is marked only: whoever asked has given up by then,
 * and asks the next server with his next request. Runs in the mailbox of its Call-ID.
 */
final class Entering implements ClientListener {
  private static final int UNAVAILABLE = 503;

  private final CoreTransport transport;
  private final TransactionLayer transactions;
  private final SIPRequest request;
  private final ClientListener listener;
  private final Queue<Candidate> left = new ArrayDeque<>();
  private @Nullable Candidate current;

  Entering(
      CoreTransport transport,
      TransactionLayer transactions,
      SIPRequest request,
      ClientListener listener) {
    this.transport = transport;
    this.transactions = transactions;
    this.request = request;
    this.listener = listener;
  }

  void begin(List<Candidate> candidates) {
    left.addAll(candidates);
    if (!next()) {
      throw new LinkDown("no entry point of the core can be reached");
    }
  }

  private boolean next() {
    while (!left.isEmpty()) {
      Candidate candidate = left.remove();
      // The layer puts our Via on, which a further try must not have.
      SIPRequest tried = left.isEmpty() ? request : SipMessages.copy(request);
      try {
        var link = transport.open(candidate, CoreTransport.sizeOf(tried));
        current = candidate;
        transactions.send(tried, link, this);
        return true;
      } catch (LinkDown _) {
        // its standing has been lowered; the next one
      }
    }
    return false;
  }

  @Override
  public void response(SIPResponse response) {
    int status = response.getStatusCode();
    if (status == UNAVAILABLE) {
      failed(String.valueOf(status));
      if (next()) {
        return;
      }
    } else if (status >= 200 && current != null) {
      transport.standing().answered(current);
    }
    listener.response(response);
  }

  @Override
  public void failed(Failure failure) {
    boolean handled =
        switch (failure) {
          case TRANSPORT -> {
            failed("transport");
            yield next();
          }
          case TIMEOUT -> {
            failed("timeout");
            yield false;
          }
          case OVERLOAD -> false; // no server is at fault
        };
    if (!handled) {
      listener.failed(failure);
    }
  }

  private void failed(String cause) {
    if (current != null) {
      transport.standing().failed(current, cause);
    }
  }
}
