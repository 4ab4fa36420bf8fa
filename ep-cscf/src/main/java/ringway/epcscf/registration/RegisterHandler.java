// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.mw.CoreTransport;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.token.AccessIdentity;
import ringway.epcscf.transaction.ClientListener;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.ServerTransaction;
import ringway.epcscf.transaction.SipLink;
import ringway.epcscf.transaction.TransactionLayer;
import ringway.epcscf.w2.Flow;

/**
 * REGISTER on W2, scenarios 2 and 3 of TS 24.371 §6: the token is checked here, without a challenge
 * of the core, and the core is told so.
 */
public final class RegisterHandler {
  private static final Logger log = LoggerFactory.getLogger(RegisterHandler.class);
  private static final Duration CORE_RETRY = Duration.ofSeconds(5);

  private final NodeIdentity node;
  private final BearerAuthentication authentication;
  private final Set<String> thirdPartyWafs;
  private final FlowTokens flowTokens;
  private final RegistrationTable table;
  private final Bindings bindings;
  private final CoreTransport core;
  private final MeterRegistry metrics;
  private final Clock clock;

  public RegisterHandler(
      NodeIdentity node,
      BearerAuthentication authentication,
      Set<String> thirdPartyWafs,
      FlowTokens flowTokens,
      RegistrationTable table,
      Bindings bindings,
      CoreTransport core,
      MeterRegistry metrics,
      Clock clock) {
    this.node = node;
    this.authentication = authentication;
    this.thirdPartyWafs = thirdPartyWafs;
    this.flowTokens = flowTokens;
    this.table = table;
    this.bindings = bindings;
    this.core = core;
    this.metrics = metrics;
    this.clock = clock;
  }

  public void handle(ServerTransaction transaction, Flow flow, TransactionLayer transactions) {
    SIPRequest request = transaction.request();
    AccessIdentity identity;
    try {
      identity = authentication.require(request);
      requireCovered(request, identity);
      requireSameImpi(flow, identity);
    } catch (SipReject reject) {
      count("refused-" + reject.status());
      throw reject;
    }
    Optional<String> instance = TrustedNodeRegister.instance(request, identity);
    if (TrustedNodeRegister.ends(request)) {
      if (instance.filter(own -> table.movedOn(flow, own)).isPresent()) {
        // A page that was reloaded: its last word may come after the first of its successor, and
        // the core would take the successor's binding away (RFC 5626 §6 knows them by instance).
        table.remove(flow);
        count("moved-on");
        transaction.respond(SipMessages.response(request, 200, "OK"));
        return;
      }
    } else {
      instance.ifPresent(own -> table.claim(flow, own));
    }
    SIPRequest onward =
        TrustedNodeRegister.from(
            request,
            identity,
            thirdPartyWafs.contains(identity.wafIssuer()),
            node,
            flowTokens.sign(FlowToken.ofPath(flow.id())),
            Duration.between(clock.instant(), identity.expiresAt()));
    transactions.send(
        onward,
        linkToCore(onward),
        new ClientListener() {
          @Override
          public void response(SIPResponse response) {
            answered(transaction, flow, identity, onward, response);
          }

          @Override
          public void failed(Failure failure) {
            count("core-" + failure.name().toLowerCase(Locale.ROOT));
            transaction.respond(SipMessages.response(request, noAnswer(failure)));
          }
        });
  }

  private SipLink linkToCore(SIPRequest onward) {
    try {
      return core.linkTo(core.entryPoint(), SipMessages.bytes(onward).length);
    } catch (LinkDown down) {
      log.warn("the core cannot be reached cause={}", down.getMessage());
      count("core-transport");
      throw noAnswer(ClientListener.Failure.TRANSPORT);
    }
  }

  /** REQ 3.1 of TS 33.203 X.4.1: the identities shown are those the token covers. */
  private static void requireCovered(SIPRequest request, AccessIdentity identity) {
    List<Impu> covered = identity.impus().stream().map(Impu::new).toList();
    for (String shown :
        List.of(SipMessages.toUri(request).toString(), SipMessages.fromUri(request).toString())) {
      if (!isCovered(shown, covered)) {
        throw SipReject.of(403, "Forbidden").withWarning("the token does not cover this identity");
      }
    }
  }

  private static boolean isCovered(String shown, List<Impu> covered) {
    try {
      return covered.contains(new Impu(shown));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** A connection is bound to one IMPI for its life (TS 33.203 X.4.2.3 step 7). */
  private void requireSameImpi(Flow flow, AccessIdentity identity) {
    if (table.of(flow).filter(r -> !r.impi().value().equals(identity.impi())).isPresent()) {
      throw SipReject.of(403, "Forbidden")
          .withWarning("this connection is registered as another subscription");
    }
  }

  private void answered(
      ServerTransaction transaction,
      Flow flow,
      AccessIdentity identity,
      SIPRequest onward,
      SIPResponse response) {
    int status = response.getStatusCode();
    if (status == 401 || status == 407) {
      // A challenge of the core is none the WIC could answer: it has no password.
      log.error(
          "the core challenges a trusted-node REGISTER: is this node on its list of trusted nodes?"
              + " impi={}",
          identity.impi());
      count("core-challenged");
      transaction.respond(
          SipMessages.response(
              transaction.request(),
              SipReject.of(500, "Server Internal Error")
                  .withWarning("the core does not trust this eP-CSCF")));
      return;
    }
    if (status >= 200) {
      bindings.answered(flow, identity, onward, response);
      count(status / 100 == 2 ? "ok" : "core-" + status);
    }
    TrustDomain.screenTowardsAccess(response);
    transaction.respond(response);
  }

  private static SipReject noAnswer(ClientListener.Failure failure) {
    return switch (failure) {
      case TIMEOUT ->
          SipReject.of(504, "Server Time-out").withWarning("the IMS core does not answer");
      case TRANSPORT ->
          SipReject.of(503, "Service Unavailable")
              .withWarning("the IMS core cannot be reached")
              .withRetryAfter(CORE_RETRY);
    };
  }

  private void count(String outcome) {
    metrics.counter("ringway.registrations", "outcome", outcome).increment();
  }
}
