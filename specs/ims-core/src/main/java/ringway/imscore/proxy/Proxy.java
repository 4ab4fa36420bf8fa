// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.proxy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sip.ClientTransaction;
import javax.sip.ServerTransaction;
import javax.sip.address.SipURI;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.imscore.regevent.RegEventServer;
import ringway.imscore.registrar.BindingTable;
import ringway.imscore.registrar.Impu;
import ringway.imscore.registrar.Registrar;
import ringway.imscore.sip.SipEndpoint;
import ringway.imscore.sip.SipHandler;
import ringway.imscore.sip.SipReject;
import ringway.imscore.sip.SipText;

/** Originating and terminating S-CSCF in one, as a stateful, record-routing proxy. */
public final class Proxy implements SipHandler {
  /** The user part of the Service-Route: what comes by it is originating. */
  public static final String ORIGINATING = "orig";

  private static final Logger log = LoggerFactory.getLogger(Proxy.class);
  private static final int MAX_PENDING_INVITES = 5_000;
  private static final Set<String> DIALOG_MAKERS =
      Set.of(Request.INVITE, Request.SUBSCRIBE, Request.REFER);

  private final SipEndpoint endpoint;
  private final Registrar registrar;
  private final BindingTable table;
  private final Locator locator;
  private final Trust trust;
  private final RegEventServer regEvents;
  private final Map<String, Fork> invites = new HashMap<>(); // by branch of the received request

  public Proxy(
      SipEndpoint endpoint,
      Registrar registrar,
      BindingTable table,
      Locator locator,
      Trust trust,
      RegEventServer regEvents) {
    this.endpoint = endpoint;
    this.registrar = registrar;
    this.table = table;
    this.locator = locator;
    this.trust = trust;
    this.regEvents = regEvents;
  }

  @Override
  public void request(Request request, ServerTransaction transaction) {
    switch (request.getMethod()) {
      case Request.REGISTER -> endpoint.answer(transaction, registrar.register(request));
      case Request.CANCEL -> cancel(request, transaction);
      default -> {
        trust.require(request, endpoint.hostPort());
        requireNoExtension(request);
        forward(request, transaction);
      }
    }
  }

  /** RFC 3261 §16.3 step 5. */
  private static void requireNoExtension(Request request) {
    List<String> wanted = SipText.optionTags(request, "Proxy-Require");
    if (!wanted.isEmpty()) {
      throw new SipReject(420, "Bad Extension").withEach("Unsupported", wanted);
    }
  }

  private void cancel(Request cancel, ServerTransaction transaction) {
    Fork fork = invites.get(key(cancel));
    if (fork == null) {
      throw new SipReject(481, "No Such Transaction");
    }
    endpoint.answer(transaction, SipText.response(cancel, 200));
    fork.cancel();
  }

  /** RFC 3261 §17.2.3: branch and sent-by name the transaction. */
  private static String key(Request request) {
    var via = SipText.topVia(request);
    return via.getBranch() + " " + via.getHost() + ":" + via.getPort();
  }

  private void forward(Request request, ServerTransaction transaction) {
    Request onward = SipText.copy(request);
    SipText.countDown(onward);
    boolean originating = takeOwnRoutes(onward);
    if (RegEventServer.isFor(request)
        && SipText.value(onward, "Route").isEmpty()
        && (SipText.toTag(request).isEmpty() || isForUs(onward))) {
      regEvents.subscribe(request, transaction);
      return;
    }
    if (isForUs(onward)) {
      answerOurselves(request, transaction);
      return;
    }
    List<Target> targets = targets(onward, originating);
    Fork fork = new Fork(endpoint, transaction, targets, table::flowGone);
    if (request.getMethod().equals(Request.INVITE)) {
      remember(fork, request, transaction);
    }
    for (int i = 0; i < targets.size(); i++) {
      fork.send(i, towards(onward, targets.get(i)));
    }
  }

  private void remember(Fork fork, Request request, ServerTransaction transaction) {
    if (invites.size() >= MAX_PENDING_INVITES) {
      throw new SipReject(503, "Too Many Calls").with("Retry-After", "5");
    }
    invites.put(key(request), fork);
    fork.whenAnswered(() -> invites.remove(key(request)));
    endpoint.answer(transaction, SipText.response(request, 100));
  }

  /** RFC 3261 §16.4: takes our own Route entries off; true when one was the Service-Route. */
  private boolean takeOwnRoutes(Request request) {
    boolean originating = false;
    while (true) {
      Optional<SipURI> top = SipText.value(request, "Route").flatMap(SipText::sipUri);
      if (top.isEmpty() || !endpoint.isMine(top.get())) {
        return originating;
      }
      originating |= ORIGINATING.equals(top.get().getUser());
      request.removeFirst("Route");
    }
  }

  private boolean isForUs(Request request) {
    return SipText.value(request, "Route").isEmpty()
        && request.getRequestURI() instanceof SipURI uri
        && endpoint.isMine(uri);
  }

  /** A peer that asks whether we are there; nothing else is meant for the core itself. */
  private void answerOurselves(Request request, ServerTransaction transaction) {
    if (!request.getMethod().equals(Request.OPTIONS)) {
      throw SipText.toTag(request).isPresent()
          ? new SipReject(481, "No Such Dialog")
          : new SipReject(404, "Not Found");
    }
    endpoint.answer(transaction, SipText.response(request, 200));
  }

  private List<Target> targets(Request request, boolean originating) {
    List<String> route = SipText.values(request, "Route");
    boolean withinDialog = SipText.toTag(request).isPresent();
    if (!withinDialog) {
      if (originating) {
        requireServedUser(request);
      }
    }
    return withinDialog || !route.isEmpty()
        ? List.of(new Target(request.getRequestURI(), route, Optional.empty()))
        : locator.find(request.getRequestURI());
  }

  /** TS 24.229 §5.4.3.2: only a registered user is served; the edge has said who that is. */
  private void requireServedUser(Request request) {
    boolean registered =
        SipText.values(request, "P-Asserted-Identity").stream()
            .map(value -> SipText.address(value).getURI())
            .flatMap(uri -> Impu.of(uri).stream())
            .anyMatch(table::isRegistered);
    if (!registered) {
      throw new SipReject(403, "Forbidden")
          .warning(endpoint.hostPort(), "no registered user in P-Asserted-Identity");
    }
  }

  private Request towards(Request request, Target target) {
    Request onward = SipText.copy(request);
    if (target.binding().isPresent()) {
      // TS 24.229 §5.4.3.3: the contact displaces what was dialled; tell the user what that was.
      SipText.set(onward, "P-Called-Party-ID", "<" + request.getRequestURI() + ">");
    }
    onward.setRequestURI(target.uri());
    onward.removeHeader("Route");
    target.route().forEach(route -> SipText.add(onward, "Route", route));
    if (SipText.toTag(request).isEmpty() && DIALOG_MAKERS.contains(request.getMethod())) {
      SipText.addFirst(onward, "Record-Route", "<sip:" + endpoint.hostPort() + ";lr>");
    }
    return onward;
  }

  /** RFC 3261 §16.11: an ACK for a 2xx finds its own way by its Route. */
  @Override
  public void ack(Request ack) {
    if (!trust.covers(ack)) {
      log.info("stray ACK dropped peer={}", SipText.sourceAddress(ack));
      return;
    }
    try {
      Request onward = SipText.copy(ack);
      SipText.countDown(onward);
      takeOwnRoutes(onward);
      if (!isForUs(onward)) {
        endpoint.sendAck(onward);
      }
    } catch (SipReject reject) {
      log.info("ACK dropped reason={}", reject.getMessage());
    }
  }

  @Override
  public void response(Response response, Optional<ClientTransaction> transaction) {
    if (transaction.isPresent()) {
      if (transaction.get().getApplicationData() instanceof Fork.Branch branch) {
        branch.response(response);
      } else if (transaction.get().getApplicationData() instanceof RegEventServer.Watch watch
          && response.getStatusCode() >= 300) {
        watch.gone();
      }
    } else if (response.getStatusCode() / 100 == 2
        && SipText.cseq(response).getMethod().equals(Request.INVITE)) {
      // RFC 3261 §16.7 step 5: a repeated 2xx is passed on without state.
      endpoint.answerAgain(Fork.onward(response));
    }
  }

  @Override
  public void failed(ClientTransaction transaction) {
    if (transaction.getApplicationData() instanceof Fork.Branch branch) {
      branch.failed(408, "Request Timeout");
    } else if (transaction.getApplicationData() instanceof RegEventServer.Watch watch) {
      watch.gone();
    }
  }

  public int pendingInvites() {
    return invites.size();
  }
}
