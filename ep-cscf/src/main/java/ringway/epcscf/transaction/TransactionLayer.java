// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.transaction;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.Encoded;
import ringway.epcscf.sip.SipLog;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.trace.Heading;
import ringway.epcscf.trace.SipTap;

/** Matches messages to transactions and drives their state machines. Thread-safe. */
public final class TransactionLayer implements SipReceiver, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TransactionLayer.class);

  /** Of either kind. What the core asks on UDP stays for 32 s: this is 3000 of them a second. */
  private static final int MAX_TRANSACTIONS = 100_000;

  /**
   * Who had to wait so long has repeated the request or given up. What is refused then costs
   * little, and what is under way gets the time (RFC 7339 §4, local overload control).
   */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final TransactionUser user;
  private final SipTap tap;
  private final Mailboxes mailboxes;
  private final TransactionTimers timers;
  private final int limit;
  private final long patienceNanos;
  private final Map<TransactionKey, ReceivedRequest> servers = new ConcurrentHashMap<>();
  private final Map<TransactionKey, ReceivedRequest> merged = new ConcurrentHashMap<>();
  private final Map<TransactionKey, SentRequest> clients = new ConcurrentHashMap<>();
  private final LinkIndex links = new LinkIndex();
  private final Counter refused;
  private final Counter stray;
  private final Counter failures;

  public TransactionLayer(
      TransactionUser user,
      SipTap tap,
      Mailboxes mailboxes,
      TransactionTimers timers,
      MeterRegistry metrics) {
    this(user, tap, mailboxes, timers, metrics, MAX_TRANSACTIONS, PATIENCE);
  }

  TransactionLayer(
      TransactionUser user,
      SipTap tap,
      Mailboxes mailboxes,
      TransactionTimers timers,
      MeterRegistry metrics,
      int limit,
      Duration patience) {
    this.user = user;
    this.tap = tap;
    this.mailboxes = mailboxes;
    this.timers = timers;
    this.limit = limit;
    this.patienceNanos = patience.toNanos();
    metrics.gaugeMapSize("ringway.sip.transactions.server", List.of(), servers);
    metrics.gaugeMapSize("ringway.sip.transactions.client", List.of(), clients);
    this.refused = metrics.counter("ringway.sip.transactions.refused");
    this.stray = metrics.counter("ringway.sip.responses.stray");
    this.failures = metrics.counter("ringway.sip.requests.failed");
  }

  @Override
  public void receive(SIPMessage message, byte[] wire, SipLink from) {
    SipLog.received(message, from.describe());
    tap.passed(Heading.IN, message, wire, from.hop());
    String callId = SipMessages.callId(message);
    long arrived = System.nanoTime();
    // Whatever a message waits for, only its own client's next one waits with it.
    boolean taken =
        from.ownReader()
            ? mailboxes.postHere(callId, () -> handle(message, from, arrived))
            : mailboxes.post(callId, () -> handle(message, from, arrived));
    // What only repeats itself is answered when the mailbox has come so far.
    if (!taken
        && message instanceof SIPRequest request
        && !servers.containsKey(TransactionKey.ofServer(request, from))) {
      refuse(request, from);
    }
  }

  private void handle(SIPMessage message, SipLink from, long arrived) {
    switch (message) {
      case SIPRequest request -> request(request, from, arrived);
      case SIPResponse response -> response(response, from);
      default -> throw new IllegalStateException("neither request nor response");
    }
  }

  private void request(SIPRequest request, SipLink from, long arrived) {
    Optional<ReceivedRequest> known =
        Optional.ofNullable(servers.get(TransactionKey.ofServer(request, from)));
    if (SipMessages.is(request, "ACK")) {
      // RFC 3261 §17.1.1.2: the ACK of a 2xx has a branch of its own and matches nothing.
      known.ifPresentOrElse(t -> t.acknowledged(request), () -> passAck(request, from));
    } else if (known.isPresent()) {
      known.get().repeated();
    } else if (servers.size() >= limit || isLate(request, arrived)) {
      refused.increment();
      refuse(request, from);
    } else {
      begin(request, from);
    }
  }

  /** What ends or goes on with something is never too late. */
  private boolean isLate(SIPRequest request, long arrived) {
    return System.nanoTime() - arrived > patienceNanos
        && SipMessages.toTag(request).isEmpty()
        && !SipMessages.is(request, "CANCEL");
  }

  private void begin(SIPRequest request, SipLink from) {
    ReceivedRequest transaction = new ReceivedRequest(request, from, this, mailboxes, timers);
    boolean copy = isCopy(transaction);
    servers.put(transaction.key(), transaction);
    index(from, transaction, transaction.key(), transaction::transportFailed);
    transaction.start();
    if (copy) {
      transaction.respond(SipMessages.response(request, SipReject.of(482, "Loop Detected")));
      return;
    }
    if (SipMessages.is(request, "CANCEL")) {
      cancel(transaction);
      return;
    }
    if (SipMessages.is(request, "INVITE")) {
      mailboxes.after(timers.trying(), transaction::trying);
    }
    try {
      user.request(transaction);
    } catch (SipReject reject) {
      transaction.respond(SipMessages.response(request, reject));
    } catch (RuntimeException e) {
      failures.increment();
      log.error(
          "request failed call=\"{}\" method={}",
          transaction.key().callId(),
          request.getMethod(),
          e);
      transaction.respond(
          SipMessages.response(request, SipReject.of(500, "Server Internal Error")));
    }
  }

  /** Whether this request has come before by another way and is still being worked on. */
  private boolean isCopy(ReceivedRequest transaction) {
    return transaction
        .merged()
        .map(key -> merged.putIfAbsent(key, transaction))
        .filter(first -> !first.finallyAnswered())
        .isPresent();
  }

  /** RFC 3261 §9.2. */
  private void cancel(ReceivedRequest cancel) {
    Optional<ReceivedRequest> invite =
        Optional.ofNullable(
            servers.get(TransactionKey.ofCancelled(cancel.request(), cancel.link())));
    SIPResponse answer =
        invite.isPresent()
            ? SipMessages.response(cancel.request(), 200, "OK")
            : SipMessages.response(cancel.request(), 481, "Call/Transaction Does Not Exist");
    invite.map(ReceivedRequest::tagGiven).ifPresent(answer::setToTag);
    cancel.respond(answer);
    invite.filter(t -> !t.finallyAnswered()).ifPresent(t -> user.cancelled(t, cancel.request()));
  }

  private void response(SIPResponse response, SipLink from) {
    Optional<SentRequest> client =
        Optional.ofNullable(clients.get(TransactionKey.ofClient(response, from)));
    // RFC 6026 §8.9: a response that belongs to nothing is not passed on.
    client.ifPresentOrElse(t -> t.received(response), stray::increment);
  }

  /** For the sender of what this node has no room for. */
  public static SipReject overloaded() {
    return SipReject.of(503, "Service Unavailable")
        .withWarning("too much to do")
        .withRetryAfter(RETRY_AFTER);
  }

  /** The answer to what there is no room for: no transaction is made. */
  private void refuse(SIPRequest request, SipLink from) {
    if (SipMessages.is(request, "ACK")) {
      return;
    }
    try {
      transmit(SipMessages.response(request, overloaded()), from);
    } catch (LinkDown down) {
      log.debug("503 not sent peer=\"{}\" cause=\"{}\"", from.describe(), down.getMessage());
    }
  }

  @Override
  public void linkClosed(SipLink link) {
    Thread.ofVirtual()
        .name("link-closed")
        .start(
            () -> {
              // Queued before the user hears of it: what it posts to the same mailboxes comes
              // after.
              links.take(link).forEach(entry -> mailboxes.queue(entry.callId(), entry.failed()));
              user.linkClosed(link);
            });
  }

  /**
   * Sends a request that has everything but our Via; it must not be changed afterwards. From any
   * thread; the listener is called in the mailbox of the Call-ID, never before this returns.
   */
  public ClientTransaction send(SIPRequest request, SipLink link, ClientListener listener) {
    return begin(Encoded.of(request), link, listener);
  }

  private SentRequest begin(Encoded request, SipLink link, ClientListener listener) {
    byte[] wire = request.under(via(link));
    SentRequest transaction = client(request.request(), wire, link, listener);
    if (clients.size() >= limit) {
      refused.increment();
      mailboxes.queue(
          transaction.key().callId(), () -> listener.failed(ClientListener.Failure.OVERLOAD));
    } else {
      start(transaction);
    }
    return transaction;
  }

  /**
   * The same, given up as if the link had failed when nothing has come back within the limit, not
   * even a 100: the retransmissions of RFC 3261 §17.1 would go on for 64*T1.
   */
  public ClientTransaction send(
      Encoded request, SipLink link, ClientListener listener, Optional<Duration> limit) {
    SentRequest sent = begin(request, link, listener);
    limit.ifPresent(
        wait -> mailboxes.schedule(sent.key().callId(), wait, sent::failUnlessAnswered));
    return sent;
  }

  /** Passes on the ACK of a 2xx: no transaction, only our Via. A dead link is not told. */
  public void sendAck(SIPRequest ack, SipLink link) {
    byte[] wire = Encoded.of(ack).under(via(link));
    try {
      transmit(ack, wire, link);
    } catch (LinkDown down) {
      log.info(
          "ACK not sent call=\"{}\" peer=\"{}\" cause=\"{}\"",
          SipMessages.callId(ack),
          link.describe(),
          down.getMessage());
    }
  }

  /** A CANCEL has the branch of its INVITE and is a transaction of its own. RFC 3261 §9.1 */
  void sendCancel(SIPRequest cancel, SipLink link) {
    start(client(cancel, SipMessages.bytes(cancel), link, Ignored.INSTANCE));
  }

  private SentRequest client(
      SIPRequest request, byte[] wire, SipLink link, ClientListener listener) {
    return new SentRequest(request, wire, link, listener, this, mailboxes, timers);
  }

  private void start(SentRequest transaction) {
    clients.put(transaction.key(), transaction);
    index(transaction.link(), transaction, transaction.key(), transaction::transportFailed);
    mailboxes.run(transaction.key().callId(), transaction::start);
  }

  /** A connection may end; an address does not. */
  private void index(SipLink link, Object transaction, TransactionKey key, Runnable failed) {
    if (link.reliable()) {
      links.add(link, transaction, new LinkIndex.Entry(key.callId(), failed));
    }
  }

  private void unindex(SipLink link, Object transaction) {
    if (link.reliable()) {
      links.remove(link, transaction);
    }
  }

  private static String via(SipLink link) {
    // RFC 3581 §3: the answer is to come back through the same address translation.
    return "SIP/2.0/"
        + link.viaTransport()
        + " "
        + link.viaSentBy()
        + ";branch="
        + SipMessages.newBranch()
        + (link.reliable() ? "" : ";rport");
  }

  void transmit(SIPMessage message, SipLink link) {
    transmit(message, SipMessages.bytes(message), link);
  }

  /** The same again, or what has been encoded before. */
  void transmit(SIPMessage message, byte[] wire, SipLink link) {
    SipLog.sent(message, link.describe());
    tap.passed(Heading.OUT, message, wire, link.hop());
    link.send(message, wire);
  }

  void passAck(SIPRequest ack, SipLink from) {
    user.ack(ack, from);
  }

  void inMailbox(String callId, Runnable task) {
    mailboxes.run(callId, task);
  }

  void later(String callId, Runnable task) {
    mailboxes.queue(callId, task);
  }

  void ended(ReceivedRequest transaction) {
    servers.remove(transaction.key(), transaction);
    transaction.merged().ifPresent(key -> merged.remove(key, transaction));
    unindex(transaction.link(), transaction);
  }

  void ended(SentRequest transaction) {
    clients.remove(transaction.key(), transaction);
    unindex(transaction.link(), transaction);
  }

  /** Transactions in being, of both kinds. */
  int size() {
    return servers.size() + clients.size();
  }

  /** Nothing is matched any more; the timers end with the mailboxes. */
  @Override
  public void close() {
    servers.clear();
    merged.clear();
    clients.clear();
  }

  /** What comes back for a CANCEL changes nothing: the INVITE's own answer counts. */
  private enum Ignored implements ClientListener {
    INSTANCE;

    @Override
    public void response(SIPResponse response) {
      log.debug("CANCEL answered status={}", response.getStatusCode());
    }

    @Override
    public void failed(Failure failure) {
      log.debug("CANCEL not answered cause={}", failure);
    }
  }
}
