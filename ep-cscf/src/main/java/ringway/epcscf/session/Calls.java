// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.cdr.CallRecord;
import ringway.epcscf.cdr.CallRecords;
import ringway.epcscf.media.MediaLeg;
import ringway.epcscf.media.MediaLegs;
import ringway.epcscf.registration.FlowToken;
import ringway.epcscf.registration.FlowTokens;
import ringway.epcscf.registration.NodeIdentity;
import ringway.epcscf.registration.Registration;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.w2.Flow;

/** The life of calls: begun, confirmed, ended; each step told once in the log and the metrics. */
final class Calls {
  private static final Logger log = LoggerFactory.getLogger(Calls.class);

  private final NodeIdentity node;
  private final FlowTokens flowTokens;
  private final MediaLegs mediaLegs;
  private final SessionTable table;
  private final CallLimits limits;
  private final CallRecords records;
  private final EarlyMediaConfig earlyMedia;
  private final DialogNames names;
  private final MeterRegistry metrics;
  private final Clock clock;

  Calls(
      NodeIdentity node,
      FlowTokens flowTokens,
      MediaLegs mediaLegs,
      CallLimitsConfig limits,
      CallRecords records,
      EarlyMediaConfig earlyMedia,
      DialogNames names,
      MeterRegistry metrics,
      Clock clock) {
    this.node = node;
    this.flowTokens = flowTokens;
    this.mediaLegs = mediaLegs;
    this.table = new SessionTable(limits.max());
    this.limits = new CallLimits(limits, metrics);
    this.records = records;
    this.earlyMedia = earlyMedia;
    this.names = names;
    this.metrics = metrics;
    this.clock = clock;
    metrics.gauge("ringway.calls", table, SessionTable::size);
  }

  CallSession begin(Side caller, Flow flow, Registration registration, SIPRequest invite) {
    long id = table.newId();
    String token = flowTokens.sign(new FlowToken(flow.id(), id));
    MediaLeg media = mediaLegs.open(id);
    CallSession session =
        new CallSession(
            id,
            SipMessages.callId(invite),
            caller,
            flow,
            registration,
            node.recordRoute(token),
            invite,
            media,
            new EarlyAnswers(earlyMedia),
            clock.instant());
    table.add(session);
    limits.began(registration.impi());
    log.info(
        "call begun call={} flow={} impi={} direction={} to={}",
        session.callId,
        flow.id(),
        registration.impi(),
        caller == Side.ACCESS ? "originating" : "terminating",
        invite.getRequestURI());
    return session;
  }

  /** Whether the user may have one more; an emergency call is not asked. */
  void requireRoom(Side caller, Registration registration) {
    limits.require(caller, registration.impi(), System.nanoTime());
  }

  void confirm(CallSession session, Dialog dialog, SIPResponse ok) {
    session.confirm(dialog, ok, clock.instant());
    session
        .ahead()
        .ifPresent(
            ours -> names.add(session.callId, ours.tag(), SipMessages.toTag(ok).orElseThrow()));
    metrics.timer("ringway.call.setup").record(Duration.between(session.began, clock.instant()));
    log.info("call answered call={} flow={}", session.callId, session.flow.id());
  }

  /** The browser has come back on another connection. */
  void move(CallSession session, Flow to, Registration registration) {
    log.info("call moved call={} flow={} to={}", session.callId, session.flow.id(), to.id());
    table.move(session, to, registration);
    metrics.counter("ringway.calls.moved").increment();
  }

  /** Frees what the call holds; later calls for the same session do nothing. */
  void end(CallSession session, String outcome) {
    if (session.ended()) {
      return;
    }
    session.markEnded();
    table.remove(session);
    session.ahead().ifPresent(_ -> names.remove(session.callId));
    limits.ended(session.registration.impi());
    session.timer.cancel();
    session.provisionals.stop();
    session.media.release();
    Instant now = clock.instant();
    records.add(session.record(Optional.of(now), Optional.of(outcome)));
    metrics.counter("ringway.calls.ended", "outcome", outcome).increment();
    log.info(
        "call ended call={} flow={} outcome={} seconds={}",
        session.callId,
        session.flow.id(),
        outcome,
        Duration.between(session.began, now).toSeconds());
  }

  List<CallRecord> active() {
    return table.all().stream()
        .map(session -> session.record(Optional.empty(), Optional.empty()))
        .toList();
  }

  Optional<CallSession> find(long id) {
    return table.find(id);
  }

  Optional<CallSession> ofContext(String context) {
    return MediaLegs.sessionOf(context).flatMap(table::find);
  }

  Collection<CallSession> of(Flow flow) {
    return table.of(flow);
  }

  Collection<CallSession> all() {
    return table.all();
  }
}
