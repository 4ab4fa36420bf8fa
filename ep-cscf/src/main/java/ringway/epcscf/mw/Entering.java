// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import gov.nist.javax.sip.message.SIPResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import ringway.epcscf.sip.Encoded;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.ClientTransaction;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.TransactionLayer;

/**
 * One request on its way through the servers of a next hop (RFC 3263 §4.3): each try is a
 * transaction of its own. A server that stays silent until timer F is marked only: whoever asked
 * has given up by then, and asks the next server with his next request. Runs in the mailbox of its
 * Call-ID.
 */
final class Entering implements ClientListener {
  private static final int UNAVAILABLE = 503;

  private final CoreTransport transport;
  private final TransactionLayer transactions;
  private Optional<Encoded> request;
  private final Optional<Duration> limit;
  private final ClientListener listener;
  private final Queue<Candidate> left = new ArrayDeque<>();
  private @Nullable Candidate current;
  private @Nullable ClientTransaction sent;

  /** A server has begun to work on it, so that the others must not (RFC 3261 §16.7 step 5). */
  private boolean takenUp;

  private boolean cancelled;

  Entering(
      CoreTransport transport,
      TransactionLayer transactions,
      Encoded request,
      Optional<Duration> limit,
      ClientListener listener) {
    this.transport = transport;
    this.transactions = transactions;
    this.request = Optional.of(request);
    this.limit = limit;
    this.listener = listener;
  }

  void begin(List<Candidate> candidates) {
    left.addAll(candidates);
    if (!next()) {
      throw new LinkDown("no server of the core can be reached");
    }
  }

  private boolean next() {
    while (request.isPresent() && !left.isEmpty()) {
      Candidate candidate = left.remove();
      // The layer puts our Via on, which a further try must not have.
      Encoded tried = left.isEmpty() ? request.get() : request.get().copy();
      try {
        var link = transport.open(candidate, tried.size());
        current = candidate;
        sent = transactions.send(tried, link, this, limit);
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
      if (isOfTheServer(response)) {
        failed(String.valueOf(status));
      }
      if (goesOn()) {
        return;
      }
    } else if (status > 100 && status < 200) {
      takenUp = true;
    } else if (status >= 200 && current != null) {
      transport.standing().answered(current);
      // No other server is tried; after a 2xx the transaction holds this for long.
      request = Optional.empty();
    }
    listener.response(response);
  }

  @Override
  public void failed(Failure failure) {
    boolean handled =
        switch (failure) {
          case TRANSPORT -> {
            failed("transport");
            yield goesOn();
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

  private boolean goesOn() {
    return !takenUp && !cancelled && next();
  }

  /** For a call the far end may have said it; with Retry-After it is meant for us (§21.5.4). */
  private boolean isOfTheServer(SIPResponse response) {
    return !SipMessages.method(response).equals("INVITE")
        || SipMessages.header(response, "Retry-After").isPresent();
  }

  /** Ends an INVITE wherever it is now. */
  void cancel() {
    cancelled = true;
    if (sent != null) {
      sent.cancel();
    }
  }

  private void failed(String cause) {
    if (current != null) {
      transport.standing().failed(current, cause);
    }
  }
}
