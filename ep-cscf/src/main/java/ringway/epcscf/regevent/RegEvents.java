// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.regevent;

import gov.nist.javax.sip.message.SIPRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sip.address.SipURI;
import ringway.epcscf.mw.CoreTransport;
import ringway.epcscf.registration.FlowTokens;
import ringway.epcscf.registration.Impi;
import ringway.epcscf.registration.NetworkRelease;
import ringway.epcscf.registration.NodeIdentity;
import ringway.epcscf.registration.RegistrationTable;
import ringway.epcscf.sip.SipMessages;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.Mailboxes;
import ringway.epcscf.transaction.ServerTransaction;
import ringway.epcscf.transaction.TransactionLayer;

/**
 * One subscription for each IMPI that is registered here (TS 24.229 §5.2.3): begun with its first
 * flow, ended with its last. Their number is bounded by that of the connections. Thread-safe.
 */
public final class RegEvents {
  /** What subscriptions need of the node. */
  public record Network(
      NodeIdentity node,
      FlowTokens flowTokens,
      RegistrationTable table,
      TransactionLayer transactions,
      Mailboxes mailboxes,
      CoreTransport core,
      MeterRegistry metrics,
      Clock clock) {
    void count(String outcome) {
      metrics.counter("ringway.regevent", "outcome", outcome).increment();
    }
  }

  private final Network network;
  private final NetworkRelease release;
  private final Map<Impi, RegSubscription> ofImpi = new ConcurrentHashMap<>();

  /** Also those that are being left. */
  private final Map<String, RegSubscription> byCallId = new ConcurrentHashMap<>();

  public RegEvents(Network network, NetworkRelease release) {
    this.network = network;
    this.release = release;
    network.metrics().gaugeMapSize("ringway.regevent.subscriptions", List.of(), byCallId);
  }

  /** Watches from now on what the table says. */
  public void start() {
    network.table().listen(this::changed);
  }

  private void changed(Impi impi) {
    // Whoever decides last has seen the latest: the decision is taken with the IMPI held.
    ofImpi.compute(
        impi,
        (_, present) -> {
          boolean registered = !network.table().ofImpi(impi).isEmpty();
          if (registered && present == null) {
            RegSubscription begun = open(impi);
            later(begun, begun::subscribe);
            return begun;
          }
          if (!registered && present != null) {
            later(present, present::leave);
            return null;
          }
          return present;
        });
  }

  private RegSubscription open(Impi impi) {
    Watcher watcher = new Watcher(network.node(), network.flowTokens());
    RegSubscription subscription =
        new RegSubscription(
            impi,
            network,
            watcher,
            new RegChanges(impi, network.table(), release, network.clock()),
            () -> byCallId.remove(watcher.callId()));
    byCallId.put(watcher.callId(), subscription);
    return subscription;
  }

  /** Never on the caller's thread: a notification of the same Call-ID may be what changed it. */
  private void later(RegSubscription subscription, Runnable task) {
    network.mailboxes().queue(subscription.callId(), task);
  }

  /** Whether a request of the core is meant for the subscriptions of this node. */
  public boolean takes(SIPRequest request) {
    return SipMessages.is(request, "NOTIFY")
        && SipMessages.requestSipUri(request).filter(this::isOurs).isPresent();
  }

  private boolean isOurs(SipURI uri) {
    return Watcher.USER.equals(uri.getUser()) && network.node().isAt(uri);
  }

  /** Answers a NOTIFY; in the mailbox of its Call-ID. */
  public void notified(ServerTransaction transaction) {
    Optional.ofNullable(byCallId.get(SipMessages.callId(transaction.request())))
        .orElseThrow(() -> SipReject.of(481, "Call/Transaction Does Not Exist"))
        .notified(transaction);
  }
}
