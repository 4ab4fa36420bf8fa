// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.mw.CoreTransport;
import ringway.epcscf.registration.RegistrationScheme.Relayed;
import ringway.epcscf.registration.RegistrationScheme.TrustedNode;
import ringway.epcscf.sip.Encoded;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.sso.SignedIn;
import ringway.epcscf.sso.SingleSignOn;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.ServerTransaction;
import ringway.epcscf.transaction.TransactionLayer;
import ringway.epcscf.w2.Flow;

/**
 * REGISTER on W2 in the three scenarios of TS 24.371 §6: a token is checked here and the core told
 * so, Digest and AKA are relayed; what the core accepts binds the connection.
 */
public final class RegisterHandler {
  private static final Logger log = LoggerFactory.getLogger(RegisterHandler.class);
  private static final Duration CORE_RETRY = Duration.ofSeconds(5);

  /** The longest a header can say (RFC 3261 §20.19). */
  private static final Duration UNCUT = Duration.ofSeconds(Integer.MAX_VALUE);

  private final NodeIdentity node;
  private final RegistrationConfig config;
  private final SchemeChoice schemes;
  private final Optional<SingleSignOn> sso;
  private final FlowTokens flowTokens;
  private final RegistrationTable table;
  private final Bindings bindings;
  private final CoreTransport core;
  private final MeterRegistry metrics;
  private final Clock clock;

  /** The registry looks a counter up anew by sorting its tags. Schemes and outcomes are few. */
  private final Map<Outcome, Counter> counters = new ConcurrentHashMap<>();

  private record Outcome(String scheme, String outcome) {}

  public RegisterHandler(
      NodeIdentity node,
      RegistrationConfig config,
      BearerAuthentication authentication,
      Set<String> thirdPartyWafs,
      Optional<SingleSignOn> sso,
      FlowTokens flowTokens,
      RegistrationTable table,
      Bindings bindings,
      CoreTransport core,
      MeterRegistry metrics,
      Clock clock) {
    this.node = node;
    this.config = config;
    this.schemes = new SchemeChoice(config, authentication, thirdPartyWafs, sso, table);
    this.sso = sso;
    this.flowTokens = flowTokens;
    this.table = table;
    this.bindings = bindings;
    this.core = core;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** One REGISTER on its way. */
  private record Attempt(
      ServerTransaction transaction, Flow flow, RegistrationScheme scheme, Encoded onward) {
    Optional<String> instance() {
      return scheme
          .impi()
          .flatMap(impi -> TrustedNodeRegister.instance(transaction.request(), impi));
    }
  }

  public void handle(ServerTransaction transaction, Flow flow, TransactionLayer transactions) {
    SIPRequest request = transaction.request();
    RegistrationScheme scheme = admitted(request, flow);
    if (TrustedNodeRegister.ends(request)) {
      if (hasMovedOn(request, flow, scheme)) {
        // A page that was reloaded: its last word may come after the first of its successor, and
        // the core would take the successor's binding away (RFC 5626 §6 knows them by instance).
        table.remove(flow);
        count(scheme.label(), "moved-on");
        transaction.respond(SipMessages.response(request, 200, "OK"));
        return;
      }
    } else if (scheme instanceof TrustedNode) {
      claim(request, flow, scheme);
    }
    Attempt attempt =
        new Attempt(transaction, flow, scheme, Encoded.of(onward(request, flow, scheme)));
    enterCore(
        attempt,
        transactions,
        new ClientListener() {
          @Override
          public void response(SIPResponse response) {
            answered(attempt, response);
          }

          @Override
          public void failed(Failure failure) {
            count(scheme.label(), label(failure));
            transaction.respond(SipMessages.response(request, noAnswer(failure)));
          }
        });
  }

  private RegistrationScheme admitted(SIPRequest request, Flow flow) {
    try {
      RegistrationScheme scheme = schemes.of(request, flow);
      scheme.impi().ifPresent(impi -> requireSameImpi(flow, impi));
      return scheme;
    } catch (SipReject reject) {
      count("none", "refused-" + reject.status());
      throw reject;
    }
  }

  /** A connection is bound to one IMPI for its life (TS 33.203 X.4.2.3 step 7). */
  private void requireSameImpi(Flow flow, Impi impi) {
    if (table.of(flow).filter(r -> !r.impi().equals(impi)).isPresent()) {
      throw SipReject.of(403, "Forbidden")
          .withWarning("this connection is registered as another subscription");
    }
  }

  /** Whether the client, which has proved itself on this flow, registers on another now. */
  private boolean hasMovedOn(SIPRequest request, Flow flow, RegistrationScheme scheme) {
    return scheme
        .impi()
        .flatMap(impi -> TrustedNodeRegister.instance(request, impi))
        .filter(own -> scheme instanceof TrustedNode || table.hasClaimed(flow, own))
        .filter(own -> table.movedOn(flow, own))
        .isPresent();
  }

  private void claim(SIPRequest request, Flow flow, RegistrationScheme scheme) {
    scheme
        .impi()
        .flatMap(impi -> TrustedNodeRegister.instance(request, impi))
        .ifPresent(own -> table.claim(flow, own));
  }

  private SIPRequest onward(SIPRequest request, Flow flow, RegistrationScheme scheme) {
    String pathToken = flowTokens.sign(FlowToken.ofPath(flow.id()));
    SIPRequest onward =
        switch (scheme) {
          case TrustedNode trusted ->
              TrustedNodeRegister.from(
                  request,
                  trusted.identity(),
                  trusted.thirdPartyWaf(),
                  node,
                  pathToken,
                  config.cutExpiry()
                      ? Duration.between(clock.instant(), trusted.identity().expiresAt())
                      : UNCUT);
          case Relayed relayed -> RelayedRegister.from(request, relayed, node, pathToken);
        };
    sso.ifPresent(on -> on.screen(onward));
    return onward;
  }

  private void enterCore(Attempt attempt, TransactionLayer transactions, ClientListener listener) {
    try {
      core.enter(attempt.onward(), transactions, listener);
    } catch (LinkDown down) {
      log.warn("the core cannot be reached cause={}", down.getMessage());
      count(attempt.scheme().label(), "core-transport");
      throw noAnswer(ClientListener.Failure.TRANSPORT);
    }
  }

  private void answered(Attempt attempt, SIPResponse response) {
    int status = response.getStatusCode();
    sso.ifPresent(on -> on.screen(response));
    switch (attempt.scheme()) {
      case TrustedNode trusted -> {
        if (status == 401 || status == 407) {
          untrusted(attempt, trusted);
          return;
        }
      }
      case Relayed relayed -> RelayedRegister.answer(response, relayed);
    }
    if (status >= 200) {
      remember(attempt, response);
      count(attempt.scheme().label(), status / 100 == 2 ? "ok" : "core-" + status);
    }
    TrustDomain.screenTowardsAccess(response);
    if (status / 100 == 2
        && attempt.scheme() instanceof TrustedNode(_, _, Optional<SignedIn> signedIn)) {
      signedIn.ifPresent(user -> sso.orElseThrow().grant(response, user, attempt.flow()));
    }
    attempt.transaction().respond(response);
  }

  /** A challenge of the core is none the WIC could answer: it has no password. */
  private void untrusted(Attempt attempt, TrustedNode scheme) {
    log.error(
        "the core challenges a trusted-node REGISTER: is this node on its list of trusted nodes?"
            + " impi={}",
        scheme.identity().impi());
    count(scheme.label(), "core-challenged");
    attempt
        .transaction()
        .respond(
            SipMessages.response(
                attempt.transaction().request(),
                SipReject.of(500, "Server Internal Error")
                    .withWarning("the core does not trust this eP-CSCF")));
  }

  private void remember(Attempt attempt, SIPResponse response) {
    boolean bound = bindings.answered(attempt.flow(), attempt.scheme(), attempt.onward(), response);
    if (bound && attempt.scheme() instanceof Relayed) {
      // Only now: before, anybody could have named the instance of another.
      attempt.instance().ifPresent(own -> table.claim(attempt.flow(), own));
    }
  }

  private static String label(ClientListener.Failure failure) {
    return switch (failure) {
      case TIMEOUT -> "core-timeout";
      case TRANSPORT -> "core-transport";
      case OVERLOAD -> "overload";
    };
  }

  private static SipReject noAnswer(ClientListener.Failure failure) {
    return switch (failure) {
      case TIMEOUT ->
          SipReject.of(504, "Server Time-out").withWarning("the IMS core does not answer");
      case TRANSPORT ->
          SipReject.of(503, "Service Unavailable")
              .withWarning("the IMS core cannot be reached")
              .withRetryAfter(CORE_RETRY);
      case OVERLOAD -> TransactionLayer.overloaded();
    };
  }

  private void count(String scheme, String outcome) {
    counters
        .computeIfAbsent(
            new Outcome(scheme, outcome),
            _ -> metrics.counter("ringway.registrations", "scheme", scheme, "outcome", outcome))
        .increment();
  }
}
