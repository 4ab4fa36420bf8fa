// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sip.address.SipURI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.cdr.CallRecord;
import ringway.epcscf.cdr.CallRecords;
import ringway.epcscf.media.MediaLegs;
import ringway.epcscf.mw.CoreTransport;
import ringway.epcscf.regevent.RegEvents;
import ringway.epcscf.registration.BearerAuthentication;
import ringway.epcscf.registration.FlowToken;
import ringway.epcscf.registration.FlowTokens;
import ringway.epcscf.registration.NetworkRelease;
import ringway.epcscf.registration.NodeIdentity;
import ringway.epcscf.registration.RegisterHandler;
import ringway.epcscf.registration.Registration;
import ringway.epcscf.registration.RegistrationTable;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.token.AccessIdentity;
import ringway.epcscf.transaction.Mailboxes;
import ringway.epcscf.transaction.ServerTransaction;
import ringway.epcscf.transaction.SipLink;
import ringway.epcscf.transaction.TransactionLayer;
import ringway.epcscf.transaction.TransactionTimers;
import ringway.epcscf.transaction.TransactionUser;
import ringway.epcscf.w2.Flow;
import ringway.epcscf.w2.FlowTable;
import ringway.iq.IqEvent;

/** Decides for every request where it belongs: registration, a call, a new call, or nowhere. */
public final class ProxyCore implements TransactionUser {
  private static final Logger log = LoggerFactory.getLogger(ProxyCore.class);

  /**
   * The access side.
   *
   * @param tokenRequired in every request, not only REGISTER
   */
  public record Access(
      FlowTable flows,
      RegistrationTable registrations,
      BearerAuthentication authentication,
      RegisterHandler registers,
      NetworkRelease release,
      RegEvents regEvents,
      boolean tokenRequired) {}

  /** The core side, and what carries messages to either. */
  public record Network(
      NodeIdentity node,
      FlowTokens flowTokens,
      TransactionLayer transactions,
      Mailboxes mailboxes,
      CoreTransport core) {}

  private final Access access;
  private final Network network;
  private final Emergency emergency;
  private final Onward onwards;
  private final Calls calls;
  private final Invitations invitations;
  private final Ending ending;
  private final DialogHops hops;
  private final Relay relay;
  private final Survival survival;

  private ProxyCore(
      Access access,
      Network network,
      Emergency emergency,
      SurvivalConfig survival,
      Machinery means) {
    this.emergency = emergency;
    this.access = access;
    this.network = network;
    this.onwards = means.onwards();
    this.calls = means.calls();
    this.invitations = means.invitations();
    this.ending = means.ending();
    this.hops = means.hops();
    this.relay = new Relay(means);
    this.survival =
        new Survival(survival, calls, ending, access.registrations(), network.mailboxes());
  }

  public static ProxyCore wire(
      Access access,
      Network network,
      Duration serviceRouteTimeout,
      MediaLegs mediaLegs,
      CallLimitsConfig callLimits,
      SessionTimerConfig sessionTimer,
      EmergencyConfig emergency,
      EarlyMediaConfig earlyMedia,
      PreconditionConfig preconditions,
      DialPlanConfig dialPlan,
      SurvivalConfig survival,
      CallRecords records,
      MeterRegistry metrics,
      Clock clock) {
    DialogNames names = new DialogNames();
    Onward onwards =
        new Onward(network.node(), new DialPlan(dialPlan, network.node().domain()), names);
    Calls calls =
        new Calls(
            network.node(),
            network.flowTokens(),
            mediaLegs,
            callLimits,
            records,
            earlyMedia,
            names,
            metrics,
            clock);
    AlternativeService alternatives = new AlternativeService(network.node(), network.flowTokens());
    NextHop nextHop =
        new NextHop(network.core(), new Restoration(alternatives, serviceRouteTimeout));
    Invitations invitations = new Invitations();
    OwnRequests own = new OwnRequests(network.transactions(), nextHop);
    Ending ending = new Ending(own, invitations, calls);
    SessionTimers timers = new SessionTimers(sessionTimer, own, ending, network.mailboxes());
    Provisionals provisionals =
        new Provisionals(own, ending, network.mailboxes(), TransactionTimers.rfc3261());
    Updates updates = new Updates(own, timers);
    Machinery means =
        new Machinery(
            network.transactions(),
            nextHop,
            onwards,
            invitations,
            calls,
            ending,
            timers,
            provisionals,
            updates,
            new Reservations(
                preconditions, invitations, calls, provisionals, updates, network.mailboxes()),
            new DialogHops(network.node()));
    return new ProxyCore(access, network, new Emergency(emergency, alternatives), survival, means);
  }

  @Override
  public void request(ServerTransaction transaction) {
    Onward.screen(transaction.request());
    if (transaction.link() instanceof Flow flow) {
      fromAccess(transaction, flow);
    } else {
      fromCore(transaction);
    }
  }

  private void fromAccess(ServerTransaction transaction, Flow flow) {
    SIPRequest request = transaction.request();
    if (SipMessages.is(request, "REGISTER")) {
      access.registers().handle(transaction, flow, network.transactions());
      return;
    }
    Optional<Registration> registration = access.registrations().of(flow);
    // Hanging up must always work, whatever has become of the token meanwhile.
    if (!SipMessages.is(request, "BYE")) {
      checkToken(request, flow, registration);
    }
    if (SipMessages.toTag(request).isPresent()) {
      fromAccessWithinDialog(transaction, flow, tokenOf(request));
      return;
    }
    boolean urgent = emergency.asked(request);
    if (urgent && !emergency.served()) {
      throw emergency.elsewhere(flow);
    }
    Registration caller = registered(flow);
    if (isSips(request) && !flow.secure()) {
      // RFC 7118 §9.2: sips asks for TLS on every hop, and this one has none.
      throw SipReject.of(480, "Temporarily Unavailable").withWarning("sips over an insecure hop");
    }
    if (SipMessages.is(request, "INVITE")) {
      if (!urgent) {
        calls.requireRoom(Side.ACCESS, caller);
      }
      CallSession session = calls.begin(Side.ACCESS, flow, caller, request);
      SIPRequest onward = onwards.initialToCore(request, caller, session.recordRoute);
      if (urgent) {
        emergency.route(onward);
      }
      relay.invite(session, transaction, onward);
    } else {
      SIPRequest onward = onwards.initialToCore(request, caller, dialogRoute(flow));
      relay.standalone(transaction, Side.ACCESS, flow, onward, Optional.empty());
    }
  }

  private void fromCore(ServerTransaction transaction) {
    SIPRequest request = transaction.request();
    if (access.regEvents().takes(request)) {
      access.regEvents().notified(transaction);
      return;
    }
    Optional<String> token =
        SipMessages.topRoute(request).filter(this::isOurs).map(SipURI::getUser);
    if (token.isEmpty()) {
      if (SipMessages.is(request, "OPTIONS")) {
        transaction.respond(SipMessages.response(request, 200, "OK"));
        return;
      }
      throw SipReject.of(404, "Not Found").withWarning("no Route names a connection of this node");
    }
    FlowToken named = read(token.get());
    if (named.namesSession() && SipMessages.toTag(request).isPresent()) {
      CallSession session = session(named);
      if (!survival.away(session, transaction)) {
        relay.within(session, transaction, Side.CORE);
      }
      return;
    }
    Flow flow =
        access
            .flows()
            .find(named.flow())
            .filter(Flow::open)
            .orElseThrow(() -> SipReject.of(430, "Flow Failed"));
    if (SipMessages.toTag(request).isPresent()) {
      access.release().watched(flow, request);
      hops.learn(flow, request);
      relay.standalone(
          transaction, Side.CORE, flow, onwards.within(request, Side.CORE), Optional.empty());
      return;
    }
    Registration callee =
        access
            .registrations()
            .of(flow)
            .orElseThrow(
                () -> SipReject.of(480, "Temporarily Unavailable").withWarning("not registered"));
    if (SipMessages.is(request, "INVITE")) {
      calls.requireRoom(Side.CORE, callee);
      CallSession session = calls.begin(Side.CORE, flow, callee, request);
      relay.invite(session, transaction, onwards.initialToAccess(request, session.recordRoute));
    } else {
      hops.learn(flow, request);
      SIPRequest onward = onwards.initialToAccess(request, dialogRoute(flow));
      relay.standalone(transaction, Side.CORE, flow, onward, Optional.of(callee));
    }
  }

  private void fromAccessWithinDialog(ServerTransaction transaction, Flow flow, FlowToken token) {
    if (token.namesSession()) {
      CallSession session = session(token);
      survival.adopt(session, flow);
      relay.within(session, transaction, Side.ACCESS);
      return;
    }
    if (!token.flow().equals(flow.id())) {
      throw SipReject.of(403, "Forbidden").withWarning("the dialog is of another connection");
    }
    SIPRequest onward = onwards.within(transaction.request(), Side.ACCESS);
    hops.require(onward, flow, registered(flow));
    relay.standalone(transaction, Side.ACCESS, flow, onward, Optional.empty());
  }

  private Registration registered(Flow flow) {
    return access
        .registrations()
        .of(flow)
        .orElseThrow(() -> SipReject.of(403, "Forbidden").withWarning("register first"));
  }

  private CallSession session(FlowToken token) {
    return calls
        .find(token.session())
        .orElseThrow(() -> SipReject.of(481, "Call/Transaction Does Not Exist"));
  }

  /**
   * TS 24.371 §7.2.1: a WIC shows a valid token in every request; one of another user is no pass.
   * Who registered by Digest or AKA has none to show.
   */
  private void checkToken(SIPRequest request, Flow flow, Optional<Registration> registration) {
    Optional<AccessIdentity> shown =
        access.tokenRequired() && !hasNoToken(registration)
            ? Optional.of(access.authentication().require(request))
            : access.authentication().verify(request);
    if (shown.isPresent()
        && registration.filter(r -> !r.impi().value().equals(shown.get().impi())).isPresent()) {
      throw SipReject.of(403, "Forbidden").withWarning("the token is of another subscription");
    }
    shown.ifPresent(token -> access.registrations().update(flow.id(), r -> r.renewedBy(token)));
  }

  private static boolean hasNoToken(Optional<Registration> registration) {
    return registration.filter(r -> r.token().isEmpty()).isPresent();
  }

  /** The flow token in the Route of a request inside a dialog. */
  private FlowToken tokenOf(SIPRequest request) {
    return SipMessages.topRoute(request)
        .filter(this::isOurs)
        .map(SipURI::getUser)
        .map(this::read)
        .orElseThrow(
            () ->
                SipReject.of(481, "Call/Transaction Does Not Exist")
                    .withWarning("the Route set of the dialog is missing"));
  }

  private FlowToken read(String text) {
    return switch (network.flowTokens().read(text)) {
      case FlowTokens.Reading.Valid valid -> valid.token();
      case FlowTokens.Reading.Stale _ -> throw SipReject.of(430, "Flow Failed");
      // RFC 5626 §5.3: a token tampered with is refused, not looked for.
      case FlowTokens.Reading.Forged _ -> throw SipReject.of(403, "Forbidden");
    };
  }

  private boolean isOurs(SipURI uri) {
    return uri.getUser() != null && network.node().isAt(uri);
  }

  private String dialogRoute(Flow flow) {
    return network.node().recordRoute(network.flowTokens().sign(FlowToken.ofPath(flow.id())));
  }

  private static boolean isSips(SIPRequest request) {
    return "sips".equalsIgnoreCase(request.getRequestURI().getScheme());
  }

  @Override
  public void cancelled(ServerTransaction invite, SIPRequest cancel) {
    invitations.cancel(invite);
  }

  @Override
  public void ack(SIPRequest ack, SipLink from) {
    Side side = from instanceof Flow ? Side.ACCESS : Side.CORE;
    Optional<FlowToken> token =
        SipMessages.topRoute(ack)
            .filter(this::isOurs)
            .map(uri -> network.flowTokens().read(uri.getUser()))
            .filter(FlowTokens.Reading.Valid.class::isInstance)
            .map(reading -> ((FlowTokens.Reading.Valid) reading).token());
    // An ACK is never answered: one that names no call of its connection is dropped.
    token
        .flatMap(named -> calls.find(named.session()))
        .filter(session -> side == Side.CORE || session.flow == from)
        .ifPresent(session -> relay.ack(session, ack, side));
  }

  @Override
  public void linkClosed(SipLink link) {
    if (link instanceof Flow flow) {
      access.registrations().remove(flow);
      access.release().flowClosed(flow);
      hops.forget(flow);
      survival.lost(flow);
    }
  }

  /** What the media function reports of its own accord. */
  public void mediaEvent(IqEvent event) {
    String reason =
        switch (event) {
          case IqEvent.MediaInactive _ -> "SIP;cause=408;text=\"no media from the browser\"";
          case IqEvent.StreamFailed _ -> "SIP;cause=488;text=\"media security failed\"";
          case IqEvent.ContextLost _ -> "SIP;cause=500;text=\"media function lost the call\"";
          case IqEvent.IceConnected _, IqEvent.DtlsUp _, IqEvent.DtlsClosed _, IqEvent.Dtmf _ -> "";
        };
    if (!reason.isEmpty()) {
      calls.ofContext(event.context()).ifPresent(session -> releaseLater(session, reason));
    }
  }

  /** The calls under way. */
  public List<CallRecord> activeCalls() {
    return calls.active();
  }

  /** Orderly end of the node: every call is ended towards both sides, within the time given. */
  public void releaseAll(Duration limit) {
    Collection<CallSession> all = calls.all();
    CountDownLatch left = new CountDownLatch(all.size());
    for (CallSession session : all) {
      network
          .mailboxes()
          .run(
              session.callId,
              () -> {
                ending.release(session, "SIP;cause=503;text=\"going down\"");
                left.countDown();
              });
    }
    try {
      if (!left.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("calls not ended in time left={}", left.getCount());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void releaseLater(CallSession session, String reason) {
    network.mailboxes().run(session.callId, () -> ending.release(session, reason));
  }
}
