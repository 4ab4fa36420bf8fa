// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import ringway.epcscf.admin.CallList;
import ringway.epcscf.admin.FlowList;
import ringway.epcscf.admin.MediaList;
import ringway.epcscf.admin.RegistrationList;
import ringway.epcscf.cdr.CallRecords;
import ringway.epcscf.media.MediaFunctions;
import ringway.epcscf.media.MediaLegs;
import ringway.epcscf.mw.CoreTransport;
import ringway.epcscf.regevent.RegEvents;
import ringway.epcscf.registration.BearerAuthentication;
import ringway.epcscf.registration.Bindings;
import ringway.epcscf.registration.FlowTokens;
import ringway.epcscf.registration.NetworkRelease;
import ringway.epcscf.registration.NodeIdentity;
import ringway.epcscf.registration.RegisterHandler;
import ringway.epcscf.registration.RegistrationRelease;
import ringway.epcscf.registration.RegistrationTable;
import ringway.epcscf.session.ProxyCore;
import ringway.epcscf.sso.SingleSignOn;
import ringway.epcscf.token.EventPoll;
import ringway.epcscf.token.EventPush;
import ringway.epcscf.token.RevocationConfig;
import ringway.epcscf.token.RevokedTokens;
import ringway.epcscf.token.SecurityEvents;
import ringway.epcscf.token.TokenConfig;
import ringway.epcscf.token.TokenVerifier;
import ringway.epcscf.trace.HepExport;
import ringway.epcscf.trace.SipTap;
import ringway.epcscf.trace.TraceConfig;
import ringway.epcscf.trace.TracePages;
import ringway.epcscf.trace.Traces;
import ringway.epcscf.transaction.Mailboxes;
import ringway.epcscf.transaction.TransactionLayer;
import ringway.epcscf.w2.W2Listener;
import ringway.runtime.FunctionRuntime;
import ringway.runtime.admin.AdminToken;

/** The eP-CSCF, wired. */
public final class EpCscf implements AutoCloseable {
  private static final int MAILBOX_CAPACITY = 256;
  private static final Duration EXPIRY_CHECK = Duration.ofSeconds(1);
  private static final Duration RELEASE_LIMIT = Duration.ofSeconds(2);

  private final FunctionRuntime runtime;
  private final W2Listener w2;
  private final CoreTransport core;
  private final ProxyCore proxy;

  private EpCscf(EpCscfConfig config, FunctionRuntime runtime, Clock clock) {
    this.runtime = runtime;
    var metrics = runtime.metrics();
    MediaFunctions gateway = runtime.closing("iq", MediaFunctions.connect(config.media(), metrics));
    Mailboxes mailboxes = runtime.closing("mailboxes", new Mailboxes(MAILBOX_CAPACITY, metrics));
    DeferredUser user = new DeferredUser();
    Traces traces = new Traces(config.trace(), clock);
    metrics.gauge("ringway.trace.bytes", traces, Traces::weight);
    TransactionLayer transactions =
        runtime.closing(
            "transactions",
            new TransactionLayer(
                user,
                tap(config.trace(), traces, clock),
                mailboxes,
                config.mw().timers().timers(),
                metrics));
    core = runtime.closing("mw", CoreTransport.start(config.mw(), transactions, metrics));
    w2 = runtime.closing("w2", W2Listener.start(config.w2(), transactions, metrics));

    NodeIdentity node =
        new NodeIdentity(config.domain(), config.visitedNetworkId(), core.advertised());
    FlowTokens flowTokens = new FlowTokens(config.flowTokenKey());
    RegistrationTable registrations = new RegistrationTable(clock);
    metrics.gauge("ringway.registered.flows", registrations, RegistrationTable::size);
    NetworkRelease networkRelease = new NetworkRelease(registrations, w2.flows(), metrics, clock);
    RevokedTokens revoked = new RevokedTokens(config.revocations(), clock);
    metrics.gauge("ringway.revocations", revoked, RevokedTokens::size);
    TokenVerifier verifier = TokenVerifier.create(config.tokens(), revoked, metrics, clock);
    BearerAuthentication authentication =
        new BearerAuthentication(config.domain(), config.tokens(), verifier, metrics, clock);
    RegisterHandler registers =
        new RegisterHandler(
            node,
            config.registration(),
            authentication,
            thirdParty(config.tokens()),
            SingleSignOn.of(config.sso(), config.domain(), verifier, clock),
            flowTokens,
            registrations,
            new Bindings(registrations, networkRelease, config.registration(), clock),
            core,
            metrics,
            clock);
    RegEvents regEvents =
        new RegEvents(
            new RegEvents.Network(
                node, flowTokens, registrations, transactions, mailboxes, core, metrics, clock),
            networkRelease);
    if (config.registration().regEvent()) {
      regEvents.start();
    }
    CallRecords records = runtime.closing("cdr", new CallRecords(config.cdr(), metrics, clock));
    proxy =
        ProxyCore.wire(
            new ProxyCore.Access(
                w2.flows(),
                registrations,
                authentication,
                registers,
                networkRelease,
                regEvents,
                config.requireToken()),
            new ProxyCore.Network(node, flowTokens, transactions, mailboxes, core),
            config.registration().serviceRouteTimeout(),
            new MediaLegs(gateway, config.codecs(), config.dtmf()),
            config.calls(),
            config.sessionTimer(),
            config.emergency(),
            config.earlyMedia(),
            config.preconditions(),
            config.dialPlan(),
            config.survival(),
            records,
            metrics,
            clock);
    gateway.onEvent(proxy::mediaEvent);
    user.open(proxy);
    RegistrationRelease release =
        new RegistrationRelease(node, registrations, w2.flows(), transactions, core, metrics);
    keepExpiring(
        () -> {
          networkRelease.expire();
          release.releaseEnded(clock.instant().minus(config.tokens().clockSkew()));
        },
        mailboxes);
    receiveRevocations(
        config.revocations(),
        new SecurityEvents(config.revocations(), verifier, revoked, release::release, clock));
    runtime.closing("mw-watch", core.watch(config.mw(), transactions, metrics));
    runtime.health().require("core", core::problem);
    runtime
        .health()
        .require(
            "media",
            () ->
                gateway.available()
                    ? Optional.empty()
                    : Optional.of("no media function takes calls"));
    config
        .admin()
        .guard()
        .ifPresent(
            admin -> {
              administer(admin, traces, new FlowList(w2.flows(), registrations));
              runtime
                  .management()
                  .get("/admin/media", admin.guard(new MediaList(gateway::status)::get));
              runtime
                  .management()
                  .get(
                      "/admin/registrations",
                      admin.guard(new RegistrationList(registrations)::get));
              runtime
                  .management()
                  .get(
                      "/admin/calls",
                      admin.guard(new CallList(proxy::activeCalls, records, clock)::get));
            });
    runtime.started(config.management());
  }

  private void administer(AdminToken admin, Traces traces, FlowList flows) {
    runtime.management().get("/admin/flows", admin.guard(flows::get));
    new TracePages(traces).addTo(runtime.management(), admin::guardPage);
  }

  /** One clock for all registrations: none has a timer of its own. */
  private static void keepExpiring(Runnable check, Mailboxes mailboxes) {
    mailboxes.schedule(
        "registration-expiry",
        EXPIRY_CHECK,
        () -> {
          keepExpiring(check, mailboxes);
          check.run();
        });
  }

  private SipTap tap(TraceConfig config, Traces traces, Clock clock) {
    return config
        .hep()
        .collector()
        .map(at -> HepExport.to(at, config.hep(), runtime.metrics(), clock))
        .map(export -> traces.and(runtime.closing("hep", export)))
        .orElse(traces);
  }

  private void receiveRevocations(RevocationConfig config, SecurityEvents events) {
    config
        .pushSecret()
        .ifPresent(
            secret -> runtime.management().post("/events", new EventPush(events, secret)::post));
    for (RevocationConfig.Poll poll : config.polls()) {
      runtime.closing("revocations", new EventPoll(poll, events));
    }
  }

  public static EpCscf start(EpCscfConfig config) {
    return start(config, Clock.systemUTC());
  }

  /** What of registrations, tokens and records depends on the time goes by this clock. */
  public static EpCscf start(EpCscfConfig config, Clock clock) {
    FunctionRuntime runtime = new FunctionRuntime("ep-cscf");
    try {
      return new EpCscf(config, runtime, clock);
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  private static Set<String> thirdParty(TokenConfig tokens) {
    return tokens.issuers().stream()
        .filter(TokenConfig.Issuer::thirdParty)
        .map(TokenConfig.Issuer::issuer)
        .collect(Collectors.toUnmodifiableSet());
  }

  public int w2Port() {
    return w2.port();
  }

  public int mwPort() {
    return core.port();
  }

  /** Refuses new connections, ends calls towards both sides, then closes everything. */
  @Override
  public void close() {
    runtime.drain();
    w2.drain();
    proxy.releaseAll(RELEASE_LIMIT);
    runtime.close();
  }
}
