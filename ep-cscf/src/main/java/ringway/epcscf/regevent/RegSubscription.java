// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.regevent;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.time.Duration;
import java.util.Optional;
import javax.sip.address.SipURI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.regevent.RegVersions.Order;
import ringway.epcscf.registration.Impi;
import ringway.epcscf.registration.RegistrationTable;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.Mailboxes;
import ringway.epcscf.transaction.ServerTransaction;

/**
 * The watch on one IMPI: subscribed while a flow of this node is registered as it, tried again with
 * growing pauses where the core refuses, and given up after some. Owned by the mailbox of its
 * Call-ID.
 */
final class RegSubscription {
  private static final Logger log = LoggerFactory.getLogger(RegSubscription.class);

  /** How much longer than the registration, so that its end is still told. */
  private static final long LONGER = 600;

  private static final long LONGEST = 2_000_000;

  /** A core that grants less is not asked more often. */
  private static final long SHORTEST = 5;

  /** How long the core may take to say that the subscription has ended: 64*T1. */
  private static final Duration FAREWELL = Duration.ofSeconds(32);

  private final Impi impi;
  private final RegEvents.Network network;
  private final Watcher watcher;
  private final RegChanges changes;
  private final Runnable whenOver;
  private RegVersions versions = new RegVersions();
  private Optional<Mailboxes.Scheduled> alarm = Optional.empty();
  private final Pauses pauses = new Pauses();
  private boolean asking;
  private boolean askAgain;
  private boolean leaving;
  private boolean over;

  RegSubscription(
      Impi impi,
      RegEvents.Network network,
      Watcher watcher,
      RegChanges changes,
      Runnable whenOver) {
    this.impi = impi;
    this.network = network;
    this.watcher = watcher;
    this.changes = changes;
    this.whenOver = whenOver;
  }

  String callId() {
    return watcher.callId();
  }

  /** Subscribes, or refreshes. */
  void subscribe() {
    if (over || leaving) {
      return;
    }
    if (asking) {
      askAgain = true; // one at a time (RFC 6665 §4.1.2.1)
      return;
    }
    Optional<RegistrationTable.Entry> of = network.table().ofImpi(impi).stream().findFirst();
    if (of.isEmpty()) {
      return; // the end has been posted already
    }
    send(watcher.subscribe(of.get(), wished()));
  }

  /** Longer than any registration that is watched (TS 24.229 §5.2.3). */
  private long wished() {
    long longest =
        network.table().ofImpi(impi).stream()
            .mapToLong(
                entry ->
                    Duration.between(network.clock().instant(), entry.registration().expiresAt())
                        .toSeconds())
            .max()
            .orElse(0);
    return Math.clamp(longest, 0, LONGEST) + LONGER;
  }

  /** The last registration is gone. */
  void leave() {
    if (over || leaving) {
      return;
    }
    leaving = true;
    if (asking) {
      return; // its answer tells whether there is something to leave
    }
    farewell();
  }

  private void farewell() {
    stopAlarm();
    if (!watcher.inDialog()) {
      end();
      return;
    }
    send(watcher.unsubscribe());
    alarm = Optional.of(network.mailboxes().schedule(callId(), FAREWELL, this::end));
  }

  private void end() {
    if (!over) {
      over = true;
      stopAlarm();
      whenOver.run();
    }
  }

  private void send(SIPRequest subscribe) {
    asking = true;
    askAgain = false;
    network.count("sent");
    try {
      ClientListener answer = new Answer(SipMessages.header(subscribe, "Expires").orElse(""));
      Optional<SipURI> next =
          SipMessages.topRoute(subscribe)
              .or(
                  () ->
                      watcher.inDialog() ? SipMessages.requestSipUri(subscribe) : Optional.empty());
      if (next.isPresent()) {
        int size = SipMessages.bytes(subscribe).length;
        network.transactions().send(subscribe, network.core().linkTo(next.get(), size), answer);
      } else {
        // §5.2.3: the first one goes to the entry of the home network.
        network.core().enter(subscribe, network.transactions(), answer);
      }
    } catch (LinkDown down) {
      log.info("reg-event not subscribed impi={} cause=\"{}\"", impi, down.getMessage());
      asking = false;
      refused(0, Optional.empty());
    }
  }

  private final class Answer implements ClientListener {
    private final String wished;

    Answer(String wished) {
      this.wished = wished;
    }

    @Override
    public void response(SIPResponse response) {
      int status = response.getStatusCode();
      if (status < 200) {
        return;
      }
      asking = false;
      if (status < 300) {
        watcher.accepted(response);
      }
      if (over) {
        return;
      }
      if (leaving) {
        left(status < 300 && !wished.equals("0"));
      } else if (status < 300) {
        accepted(seconds(response, "Expires").or(() -> number(wished)).orElse(LONGER));
      } else {
        log.info("reg-event refused impi={} status={}", impi, status);
        refused(status, seconds(response, "Retry-After"));
      }
    }

    @Override
    public void failed(Failure failure) {
      asking = false;
      if (over) {
        return;
      }
      if (leaving) {
        left(false);
      } else {
        log.info("reg-event unanswered impi={} cause={}", impi, failure);
        refused(0, Optional.empty());
      }
    }
  }

  private void left(boolean stillSubscribed) {
    if (stillSubscribed) {
      farewell();
    } else if (!watcher.inDialog() || alarm.isEmpty()) {
      end();
    }
    // else the last NOTIFY comes, or the alarm rings
  }

  private void accepted(long expires) {
    network.count("accepted");
    long before = expires > 1200 ? 600 : expires / 2;
    wake(Duration.ofSeconds(Math.max(SHORTEST, expires - before)), this::refresh);
    if (askAgain) {
      subscribe();
    }
  }

  /**
   * @param status 0 when there was no answer
   */
  private void refused(int status, Optional<Long> retryAfter) {
    network.count("refused");
    boolean lost = watcher.inDialog();
    watcher.forgetDialog();
    versions = new RegVersions();
    Optional<Duration> pause = pauses.refused(lost, retryAfter);
    if (pause.isEmpty()) {
      log.warn("reg-event given up impi={} last-status={}", impi, status);
      stopAlarm();
    } else if (pause.get().isZero()) {
      subscribe(); // RFC 6665 §4.1.2.2: the core has forgotten it, a new one may do
    } else {
      wake(pause.get(), this::subscribe);
    }
  }

  /** It has lived as long as was agreed: what failed before is forgotten. */
  private void refresh() {
    pauses.forget();
    subscribe();
  }

  private void wake(Duration in, Runnable then) {
    stopAlarm();
    alarm = Optional.of(network.mailboxes().schedule(callId(), in, then));
  }

  private void stopAlarm() {
    alarm.ifPresent(Mailboxes.Scheduled::cancel);
    alarm = Optional.empty();
  }

  /** A NOTIFY that names this Call-ID. */
  void notified(ServerTransaction transaction) {
    SIPRequest notify = transaction.request();
    if (!watcher.knows(notify)) {
      throw SipReject.of(481, "Call/Transaction Does Not Exist");
    }
    if (SipMessages.header(notify, "Event")
        .filter(e -> e.split(";")[0].strip().equals("reg"))
        .isEmpty()) {
      throw SipReject.of(489, "Bad Event").withHeader("Allow-Events", "reg");
    }
    Optional<RegInfo> info = read(notify);
    if (!watcher.follows(notify)) {
      throw SipReject.of(500, "Server Internal Error").withWarning("CSeq out of order");
    }
    network.count("notified");
    boolean missed = info.filter(document -> !taken(document)).isPresent();
    transaction.respond(SipMessages.response(notify, 200, "OK"));
    String state = SipMessages.header(notify, "Subscription-State").orElse("active");
    if (state.strip().startsWith("terminated")) {
      terminated(state);
    } else if (missed) {
      log.info("a notification was missed, asking for the whole state impi={}", impi);
      subscribe();
    }
  }

  private static Optional<RegInfo> read(SIPRequest notify) {
    byte[] body = SipMessages.body(notify);
    if (body.length == 0) {
      return Optional.empty();
    }
    if (SipMessages.contentType(notify).filter(Watcher.REGINFO::equals).isEmpty()) {
      throw SipReject.of(415, "Unsupported Media Type").withHeader("Accept", Watcher.REGINFO);
    }
    try {
      return Optional.of(RegInfoParser.parse(body));
    } catch (MalformedRegInfo malformed) {
      throw SipReject.badRequest("reginfo: " + malformed.getMessage());
    }
  }

  /** False when something before the document was missed. */
  private boolean taken(RegInfo document) {
    Order order = versions.of(document);
    if (order != Order.STALE) {
      changes.apply(document);
    }
    return order != Order.GAP;
  }

  /** RFC 6665 §4.1.3: what the reasons ask of us. */
  private void terminated(String state) {
    watcher.forgetDialog();
    versions = new RegVersions();
    stopAlarm();
    if (leaving || network.table().ofImpi(impi).isEmpty()) {
      end();
      return;
    }
    String reason = parameter(state, "reason");
    switch (reason) {
      case "rejected", "noresource", "invariant" ->
          log.warn("reg-event ended by the core impi={} reason={}", impi, reason);
      case "deactivated", "timeout" -> again(Optional.empty());
      default -> again(number(parameter(state, "retry-after")).or(() -> Optional.of(30L)));
    }
  }

  private void again(Optional<Long> pause) {
    if (pause.isEmpty() && pauses.atOnce()) {
      subscribe();
    } else {
      refused(0, pause); // a core that ends every subscription at once is not asked at once
    }
  }

  private static String parameter(String value, String name) {
    for (String part : value.split(";")) {
      int at = part.indexOf('=');
      if (at > 0 && part.substring(0, at).strip().equalsIgnoreCase(name)) {
        return part.substring(at + 1).strip();
      }
    }
    return "";
  }

  private static Optional<Long> seconds(SIPResponse response, String header) {
    return SipMessages.header(response, header)
        .map(v -> v.split("[;( ]")[0])
        .flatMap(RegSubscription::number);
  }

  private static Optional<Long> number(String text) {
    return text.strip().matches("\\d{1,9}")
        ? Optional.of(Long.parseLong(text.strip()))
        : Optional.empty();
  }
}
