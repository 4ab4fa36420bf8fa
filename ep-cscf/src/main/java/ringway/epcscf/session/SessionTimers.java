// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.session.SessionInterval.Refresher;
import ringway.epcscf.session.SessionTimer.Deputy;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.Mailboxes;

/**
 * Session timers (RFC 4028). A browser that knows them speaks for itself; for one that does not,
 * this node takes its part towards the core: asks for the timer, refreshes the call or expects its
 * refreshing, and ends what is not refreshed. Runs in the mailbox of the Call-ID.
 */
final class SessionTimers {
  private static final Logger log = LoggerFactory.getLogger(SessionTimers.class);
  private static final String OPTION = "timer";
  private static final String EXPIRED = "SIP;cause=408;text=\"session expired\"";
  private static final Duration GLARE_AT_MOST = Duration.ofSeconds(2); // RFC 3261 §14.1

  private final SessionTimerConfig config;
  private final OwnRequests own;
  private final Ending ending;
  private final Mailboxes mailboxes;

  SessionTimers(SessionTimerConfig config, OwnRequests own, Ending ending, Mailboxes mailboxes) {
    this.config = config;
    this.own = own;
    this.ending = ending;
    this.mailboxes = mailboxes;
  }

  /**
   * An INVITE or UPDATE on its way.
   *
   * @throws SipReject 422 when the interval asked for is too short
   */
  void asked(CallSession session, Side from, SIPRequest onward) {
    if (!refreshes(onward)) {
      return;
    }
    SessionTimer timer = session.timer;
    Optional<SessionInterval> interval = SessionInterval.of(onward);
    boolean supported = SipMessages.hasOption(onward, "Supported", OPTION);
    if (supported && interval.filter(this::tooShort).isPresent()) {
      // RFC 4028 §8.1
      throw SipReject.of(422, "Session Interval Too Small")
          .withHeader("Min-SE", Long.toString(config.minimum().toSeconds()));
    }
    if (from == Side.CORE) {
      timer.coreSupports |= supported;
      timer.asked = interval;
      timer.coreAllowsUpdate |= allowsUpdate(onward);
    } else if (supported) {
      timer.deputy = Deputy.BROWSER;
      timer.cancel();
    } else if (timer.deputy == Deputy.UNDECIDED || timer.ours()) {
      timer.deputy = Deputy.US;
      OptionTags.add(onward, "Supported", OPTION);
      current(timer).writeTo(onward);
    }
  }

  /** What is asked for: what holds, or in the beginning the time configured. */
  private SessionInterval current(SessionTimer timer) {
    return timer.seconds == 0
        ? new SessionInterval(config.expires().toSeconds(), Optional.empty())
        : new SessionInterval(
            timer.seconds, Optional.of(timer.weRefresh ? Refresher.UAC : Refresher.UAS));
  }

  private boolean tooShort(SessionInterval interval) {
    return interval.seconds() < config.minimum().toSeconds();
  }

  /** What a core that finds our interval in an INVITE too short takes (RFC 4028 §7.3); once. */
  Optional<SessionInterval> longerFor(CallSession session, SIPResponse response) {
    SessionTimer timer = session.timer;
    long least = SessionInterval.least(response);
    if (response.getStatusCode() != 422
        || !timer.ours()
        || timer.seconds != 0
        || least <= config.expires().toSeconds()) {
      return Optional.empty();
    }
    timer.seconds = least;
    return Optional.of(new SessionInterval(least, Optional.empty()));
  }

  /**
   * An UPDATE of the core that only refreshes is answered here for a browser that knows no timers,
   * and perhaps no UPDATE.
   */
  Optional<SIPResponse> absorbed(CallSession session, Side from, SIPRequest request) {
    if (from == Side.ACCESS
        || !session.timer.ours()
        || !SipMessages.is(request, "UPDATE")
        || SipMessages.body(request).length > 0
        || session.confirmed().isEmpty()) {
      return Optional.empty();
    }
    asked(session, from, request);
    SIPResponse ok = SipMessages.response(request, 200, "OK");
    SipMessages.setHeader(ok, "Contact", session.confirmed().get().contactTowards(Side.CORE));
    answered(session, Side.ACCESS, ok);
    return Optional.of(ok);
  }

  /** Whether a browser's own refresh that the core does not see can be made up for. */
  boolean canRefreshFor(CallSession session, SIPRequest received) {
    return SessionInterval.of(received).isEmpty() || session.timer.coreAllowsUpdate;
  }

  /** The browser has refreshed by a request that is answered here: the core gets an UPDATE. */
  void refreshFor(CallSession session, Dialog dialog, SIPRequest received, SIPResponse ok) {
    Optional<SessionInterval> interval = SessionInterval.of(received);
    if (session.timer.ours() || interval.isEmpty()) {
      return;
    }
    interval.get().writeTo(ok);
    if (interval.get().refresher().equals(Optional.of(Refresher.UAC))) {
      OptionTags.add(ok, "Require", OPTION);
    }
    SIPRequest update = refreshing("UPDATE", dialog, interval.get());
    own.send(session, Side.CORE, update, new Told(session.callId, "UPDATE"));
  }

  /** The 2xx of an INVITE or UPDATE on its way: what it agrees on begins now. */
  void answered(CallSession session, Side from, SIPResponse onward) {
    if (!refreshes(onward) || onward.getStatusCode() / 100 != 2) {
      return;
    }
    if (from == Side.CORE) {
      answeredByCore(session, onward);
    } else {
      answeredByBrowser(session, onward);
    }
  }

  private void answeredByCore(CallSession session, SIPResponse onward) {
    SessionTimer timer = session.timer;
    timer.coreAllowsUpdate |= allowsUpdate(onward);
    if (!timer.ours()) {
      return;
    }
    Optional<SessionInterval> interval = SessionInterval.of(onward);
    SipMessages.removeHeaders(onward, SessionInterval.HEADER);
    OptionTags.remove(onward, "Require", OPTION);
    if (interval.isEmpty()) {
      timer.seconds = 0;
      timer.cancel();
    } else {
      // The request was the browser's, in whose place we are.
      agree(session, interval.get(), interval.get().refresher().equals(Optional.of(Refresher.UAC)));
    }
  }

  private void answeredByBrowser(CallSession session, SIPResponse onward) {
    SessionTimer timer = session.timer;
    if (timer.deputy == Deputy.UNDECIDED) {
      timer.deputy =
          SessionInterval.of(onward).isPresent()
              ? Deputy.BROWSER
              : timer.coreSupports || timer.asked.isPresent() ? Deputy.US : Deputy.NOBODY;
    }
    if (!timer.ours()) {
      return;
    }
    long seconds = timer.asked.map(SessionInterval::seconds).orElse(config.expires().toSeconds());
    // RFC 4028 §9, table 2: the request may have said who; else the core, which knows the timer.
    Refresher refresher =
        timer.coreSupports
            ? timer.asked.flatMap(SessionInterval::refresher).orElse(Refresher.UAC)
            : Refresher.UAS;
    SessionInterval agreed = new SessionInterval(seconds, Optional.of(refresher));
    agreed.writeTo(onward);
    if (refresher == Refresher.UAC) {
      OptionTags.add(onward, "Require", OPTION);
    }
    agree(session, agreed, refresher == Refresher.UAS);
  }

  private void agree(CallSession session, SessionInterval interval, boolean weRefresh) {
    SessionTimer timer = session.timer;
    timer.seconds = interval.seconds();
    timer.weRefresh = weRefresh;
    if (weRefresh) {
      later(session, Duration.ofSeconds(Math.max(1, timer.seconds / 2)), () -> refresh(session));
    } else {
      // RFC 4028 §10: a little before the end, so that the BYE still arrives.
      long margin = Math.min(32, timer.seconds / 3);
      later(session, Duration.ofSeconds(timer.seconds - margin), () -> expired(session));
    }
  }

  private void later(CallSession session, Duration delay, Runnable task) {
    session.timer.set(mailboxes.schedule(session.callId, delay, task));
  }

  private void expired(CallSession session) {
    log.info("session not refreshed call={}", session.callId);
    ending.release(session, EXPIRED);
  }

  private void refresh(CallSession session) {
    Optional<Dialog> dialog = session.confirmed().filter(_ -> !session.ended());
    if (dialog.isEmpty()) {
      return;
    }
    boolean update = session.timer.coreAllowsUpdate;
    SIPRequest request =
        refreshing(
            update ? "UPDATE" : "INVITE",
            dialog.get(),
            new SessionInterval(session.timer.seconds, Optional.of(Refresher.UAC)));
    if (!update) {
      // RFC 4028 §7.4: the description that holds already changes nothing.
      session
          .media
          .lastToCore()
          .ifPresent(sdp -> SipMessages.setBody(request, "application/sdp", sdp));
    }
    own.send(session, Side.CORE, request, new Refreshed(session, dialog.get(), request));
  }

  /** A request of ours that keeps the session alive at the core. */
  private static SIPRequest refreshing(String method, Dialog dialog, SessionInterval interval) {
    SIPRequest request = dialog.own(method, Side.CORE);
    SipMessages.setHeader(request, "Contact", dialog.contactTowards(Side.CORE));
    SipMessages.setHeader(request, "Supported", OPTION);
    interval.writeTo(request);
    return request;
  }

  /** What comes back for a refresh of ours. */
  private final class Refreshed implements ClientListener {
    private final CallSession session;
    private final Dialog dialog;
    private final long cseq;
    private final boolean invite;

    Refreshed(CallSession session, Dialog dialog, SIPRequest request) {
      this.session = session;
      this.dialog = dialog;
      this.cseq = SipMessages.cseq(request);
      this.invite = SipMessages.is(request, "INVITE");
    }

    @Override
    public void response(SIPResponse response) {
      int status = response.getStatusCode();
      if (status < 200) {
        return;
      }
      if (status / 100 == 2) {
        if (invite) {
          own.sendAck(session, Side.CORE, dialog.ack(Side.CORE, cseq));
        }
        dialog.retarget(Side.CORE, response);
        answeredByCore(session, response);
      } else if (status == 422) {
        longer(response);
      } else if (status == 491) {
        long wait = ThreadLocalRandom.current().nextLong(1, GLARE_AT_MOST.toMillis());
        later(session, Duration.ofMillis(wait), () -> refresh(session));
      } else if (status == 405 || status == 501) {
        session.timer.coreAllowsUpdate = false;
        refresh(session);
      } else if (status == 408 || status == 481) {
        // RFC 4028 §10
        ending.release(session, EXPIRED);
      } else {
        log.info("session refresh refused call={} status={}", session.callId, status);
        agree(session, new SessionInterval(session.timer.seconds, Optional.empty()), true);
      }
    }

    private void longer(SIPResponse response) {
      long least = SessionInterval.least(response);
      if (least > session.timer.seconds) {
        session.timer.seconds = least;
        refresh(session);
      } else {
        expired(session);
      }
    }

    @Override
    public void failed(Failure failure) {
      log.info("session refresh unanswered call={} cause={}", session.callId, failure);
      ending.release(session, EXPIRED);
    }
  }

  private static boolean refreshes(SIPMessage message) {
    return List.of("INVITE", "UPDATE").contains(SipMessages.method(message));
  }

  private static boolean allowsUpdate(SIPMessage message) {
    return SipMessages.hasOption(message, "Allow", "UPDATE");
  }
}
