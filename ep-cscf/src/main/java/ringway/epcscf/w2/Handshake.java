// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may open a connection: RFC 7118 §4.1, TS 33.203 §X.2.1, and our limits. */
final class Handshake extends Handler.Wrapper {
  private static final Logger log = LoggerFactory.getLogger(Handshake.class);
  private static final String SUB_PROTOCOL = "sip";

  /** Spreads those who were turned away; RFC 5626 §4.5 has the clients wait at random too. */
  private static final HttpField LATER = new HttpField(HttpHeader.RETRY_AFTER, "10");

  private final W2Config config;
  private final FlowTable flows;
  private final HandshakeRate rate;
  private final Limits limits;
  private final MeterRegistry metrics;
  private volatile boolean admitting;

  private record Refusal(int status, String cause, List<HttpField> headers) {
    static Refusal of(int status, String cause, HttpField... headers) {
      return new Refusal(status, cause, List.of(headers));
    }
  }

  Handshake(W2Config config, FlowTable flows, Limits limits, MeterRegistry metrics) {
    this.config = config;
    this.flows = flows;
    this.rate = new HandshakeRate(config.handshakesPerSecond());
    this.limits = limits;
    this.metrics = metrics;
  }

  /** Until this is called nobody gets in: the listener is not ready while it starts. */
  void admit() {
    admitting = true;
  }

  void drain() {
    admitting = false;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Optional<Refusal> refusal = refusal(request);
    count(refusal.map(r -> Integer.toString(r.status())).orElse("101"));
    if (refusal.isEmpty()) {
      return super.handle(request, response, callback);
    }
    Refusal refused = refusal.get();
    log.info(
        "handshake refused peer={} status={} cause=\"{}\"",
        config.balancers().client(request),
        refused.status(),
        refused.cause());
    response.setStatus(refused.status());
    refused.headers().forEach(response.getHeaders()::put);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    Content.Sink.write(response, true, refused.cause() + "\n", callback);
    return true;
  }

  private Optional<Refusal> refusal(Request request) {
    if (!rate.allows(config.balancers().client(request), System.nanoTime())) {
      limits.hit(Limit.HANDSHAKE_RATE);
      return Optional.of(Refusal.of(429, "too many handshakes", LATER)); // RFC 6585 §4
    }
    if (!Request.getPathInContext(request).equals(config.path())) {
      return Optional.of(Refusal.of(404, "nothing here"));
    }
    return upgradeRefusal(request)
        .or(() -> originRefusal(request))
        .or(() -> subProtocolRefusal(request))
        .or(() -> roomRefusal(request));
  }

  private static Optional<Refusal> upgradeRefusal(Request request) {
    HttpField websocket = new HttpField(HttpHeader.UPGRADE, "websocket");
    if (!request.getMethod().equals("GET")
        || !request.getHeaders().contains(HttpHeader.UPGRADE, "websocket")) {
      return Optional.of(Refusal.of(426, "this is a WebSocket address", websocket));
    }
    if (!"13".equals(request.getHeaders().get(HttpHeader.SEC_WEBSOCKET_VERSION))) {
      HttpField version = new HttpField(HttpHeader.SEC_WEBSOCKET_VERSION, "13");
      return Optional.of(Refusal.of(426, "WebSocket version 13 only", websocket, version));
    }
    return Optional.empty();
  }

  /** TS 33.203 §X.2.1 REQ 1.1: scheme, host and port as they stand in the list, nothing near. */
  private Optional<Refusal> originRefusal(Request request) {
    List<String> origins = request.getHeaders().getValuesList(HttpHeader.ORIGIN);
    boolean trusted =
        origins.isEmpty()
            ? config.allowNoOrigin()
            : origins.size() == 1 && config.origins().contains(origins.getFirst());
    return trusted ? Optional.empty() : Optional.of(Refusal.of(403, "origin not trusted"));
  }

  private static Optional<Refusal> subProtocolRefusal(Request request) {
    return request
            .getHeaders()
            .getCSV(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, false)
            .contains(SUB_PROTOCOL)
        ? Optional.empty()
        : Optional.of(Refusal.of(400, "the sub-protocol sip must be offered"));
  }

  private Optional<Refusal> roomRefusal(Request request) {
    if (!admitting) {
      return Optional.of(Refusal.of(503, "not serving now", LATER));
    }
    Optional<Limit> full = flows.fullFor(config.balancers().client(request));
    full.ifPresent(limits::hit);
    return full.map(_ -> Refusal.of(503, "too many connections", LATER));
  }

  private void count(String status) {
    metrics.counter("ringway.w2.handshakes", "status", status).increment();
  }
}
