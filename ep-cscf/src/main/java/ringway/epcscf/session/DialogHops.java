// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.sip.address.SipURI;
import ringway.epcscf.registration.NodeIdentity;
import ringway.epcscf.registration.Registration;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.w2.Flow;

/**
 * Where a browser may send inside dialogs that are no calls, such as subscriptions: to the S-CSCF
 * of its registration, or where the core itself said the dialog goes. A browser does not send us to
 * hosts of its choice (TS 24.229 §5.2.6.3.9). What is known of a connection ends with it.
 * Thread-safe.
 */
final class DialogHops {
  private static final Set<String> FORMING = Set.of("SUBSCRIBE", "REFER", "NOTIFY");
  private static final int DIALOGS_OF_A_FLOW = 64;
  private static final int HOPS_OF_A_DIALOG = 8;

  /** By Call-ID; who has more subscriptions than that loses the one used least of late. */
  private static final class Hops extends LinkedHashMap<String, Set<String>> {
    private static final long serialVersionUID = 1;

    Hops() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
      return size() > DIALOGS_OF_A_FLOW;
    }
  }

  private final Map<String, Hops> ofFlows = new ConcurrentHashMap<>();
  private final NodeIdentity node;

  DialogHops(NodeIdentity node) {
    this.node = node;
  }

  /** A request of the core: its answers and what follows go back along its Record-Route. */
  void learn(Flow flow, SIPRequest fromCore) {
    if (FORMING.contains(fromCore.getMethod())) {
      add(flow, fromCore, SipMessages.headers(fromCore, "Record-Route"));
    }
  }

  /** A 2xx of the core: the way there is its Record-Route from our own entry on. */
  void learn(Flow flow, SIPResponse fromCore) {
    if (fromCore.getStatusCode() / 100 == 2 && FORMING.contains(SipMessages.method(fromCore))) {
      add(flow, fromCore, SipMessages.headers(fromCore, "Record-Route").reversed());
    }
  }

  private void add(Flow flow, SIPMessage message, List<String> recordRoute) {
    if (!flow.open()) {
      return;
    }
    Optional<SipURI> next =
        recordRoute.stream()
            .map(DialogHops::uriOf)
            .filter(uri -> !node.isAt(uri))
            .findFirst()
            .or(() -> SipMessages.contactUri(message).flatMap(DialogHops::sip));
    next.ifPresent(
        uri ->
            ofFlows.compute(
                flow.id(),
                (_, known) -> {
                  Hops hops = known == null ? new Hops() : known;
                  Set<String> all =
                      hops.computeIfAbsent(SipMessages.callId(message), _ -> new HashSet<>());
                  if (all.size() < HOPS_OF_A_DIALOG) {
                    all.add(hostPort(uri));
                  }
                  return hops;
                }));
  }

  /**
   * @throws SipReject 403 when the request would go elsewhere
   */
  void require(SIPRequest onward, Flow flow, Registration registration) {
    String next =
        SipMessages.topRoute(onward)
            .or(() -> SipMessages.requestSipUri(onward))
            .map(DialogHops::hostPort)
            .orElse("");
    Stream<String> serving =
        registration.serviceRoute().stream().map(DialogHops::uriOf).map(DialogHops::hostPort);
    if (Stream.concat(serving, known(flow, onward).stream()).noneMatch(next::equals)) {
      throw SipReject.of(403, "Forbidden").withWarning("the next hop is none of this dialog's");
    }
  }

  private Set<String> known(Flow flow, SIPRequest request) {
    Set<String> found = new HashSet<>();
    ofFlows.computeIfPresent(
        flow.id(),
        (_, hops) -> {
          found.addAll(hops.getOrDefault(SipMessages.callId(request), Set.of()));
          return hops;
        });
    return found;
  }

  void forget(Flow flow) {
    ofFlows.remove(flow.id());
  }

  private static Optional<SipURI> sip(javax.sip.address.URI uri) {
    return uri instanceof SipURI sip ? Optional.of(sip) : Optional.empty();
  }

  private static SipURI uriOf(String route) {
    return SipMessages.sipUri(route.substring(route.indexOf('<') + 1, route.indexOf('>')));
  }

  private static String hostPort(SipURI uri) {
    return uri.getHost().toLowerCase(Locale.ROOT)
        + ":"
        + (uri.getPort() < 0 ? 5060 : uri.getPort());
  }
}
