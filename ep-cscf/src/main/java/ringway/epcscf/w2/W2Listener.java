// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import gov.nist.javax.sip.message.SIPMessage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.transaction.SipReceiver;
import ringway.runtime.http.HttpListener;

/** The WebSocket server of W2. */
public final class W2Listener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(W2Listener.class);

  /** What goes out may be larger than what may come in: the core adds headers. */
  private static final int MAX_FRAME = 256 * 1024;

  private static final int SWEEPS_PER_INTERVAL = 4;

  /** Handshakes under way that are heard out at least, to be told 503 rather than cut. */
  private static final int UNDER_WAY = 1_000;

  private static final int CHECKS_PER_HANDSHAKE = 10;
  private static final Duration LONGEST_SWEEP = Duration.ofSeconds(5);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final W2Config config;
  private final SipReceiver receiver;
  private final MeterRegistry metrics;
  private final FlowTable flows;
  private final Handshake handshake;
  private final Limits limits;
  private final HandshakeDeadline deadline;
  private final ScheduledThreadPoolExecutor sweeper =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("w2-sweep").factory());
  private final Counter malformed;
  private final Counter failures;
  private final HttpListener http;

  private W2Listener(W2Config config, SipReceiver receiver, MeterRegistry metrics) {
    this.config = config;
    this.receiver = receiver;
    this.metrics = metrics;
    this.flows = new FlowTable(config.maxConnections(), config.maxConnectionsPerAddress());
    this.limits = new Limits(metrics);
    this.deadline =
        new HandshakeDeadline(
            config.handshakeTimeout(), Math.max(UNDER_WAY, config.maxConnections()), limits);
    this.handshake = new Handshake(config, flows, limits, metrics);
    this.malformed = metrics.counter("ringway.sip.malformed", "side", "w2");
    this.failures = metrics.counter("ringway.w2.failures");
    metrics.gauge("ringway.w2.connections", flows, FlowTable::size);
    this.http = HttpListener.start("w2", config.listener(), extras(), this::handler);
    long sweep = config.pingInterval().dividedBy(SWEEPS_PER_INTERVAL).toMillis();
    long period = Math.clamp(sweep, 1, LONGEST_SWEEP.toMillis());
    sweeper.scheduleWithFixedDelay(this::sweep, period, period, TimeUnit.MILLISECONDS);
    long check = config.handshakeTimeout().dividedBy(CHECKS_PER_HANDSHAKE).toMillis();
    long checks = Math.clamp(check, 1, LONGEST_SWEEP.toMillis());
    sweeper.scheduleWithFixedDelay(this::checkHandshakes, checks, checks, TimeUnit.MILLISECONDS);
    handshake.admit();
  }

  public static W2Listener start(W2Config config, SipReceiver receiver, MeterRegistry metrics) {
    W2Listener listener = new W2Listener(config, receiver, metrics);
    log.info("listening for WICs at {}", listener.advertised());
    return listener;
  }

  private HttpListener.Extras extras() {
    Balancers balancers = config.balancers();
    return new HttpListener.Extras(
        balancers.protocol() == Balancers.Protocol.PROXY
            ? Optional.of(balancers::trusts)
            : Optional.empty(),
        List.of(deadline));
  }

  private Handler handler(Server server) {
    handshake.setHandler(WebSocketUpgradeHandler.from(server, this::configure));
    return handshake;
  }

  private void configure(ServerWebSocketContainer container) {
    container.setMaxTextMessageSize(config.maxMessage().bytes());
    container.setMaxBinaryMessageSize(config.maxMessage().bytes());
    container.setMaxFrameSize(Math.max(MAX_FRAME, config.maxMessage().bytes()));
    container.setAutoFragment(false);
    // Behind our own pings, for a connection that neither reads nor writes.
    container.setIdleTimeout(config.pingInterval().multipliedBy(4));
    container.addMapping(
        "/*",
        (request, response, _) -> {
          response.setAcceptedSubProtocol("sip");
          // Compression would keep about 89 kB of native memory for each connection.
          response.setExtensions(List.of());
          return new W2Endpoint(
              this,
              Peer.of(request, config.balancers()),
              HandshakeDeadline.socket(
                  request.getConnectionMetaData().getConnection().getEndPoint()),
              config.messagesPerSecond());
        });
  }

  public FlowTable flows() {
    return flows;
  }

  public int port() {
    return http.port();
  }

  /** host:port by which WICs reach this node, for Record-Route. */
  public String advertised() {
    String host = config.advertisedHost().orElse(config.host());
    String shown = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    return shown + ":" + config.advertisedPort().orElseGet(this::port);
  }

  /** Refuses new connections with 503 from now on; open ones go on. */
  public void drain() {
    handshake.drain();
  }

  /** Closes all connections with 1001, so that clients reconnect elsewhere. */
  @Override
  public void close() {
    drain();
    sweeper.shutdownNow();
    List<Flow> open = flows.all();
    CountDownLatch left = new CountDownLatch(open.size());
    Callback done = Callback.from(left::countDown, _ -> left.countDown());
    open.forEach(flow -> flow.close(CloseCode.GOING_AWAY, "going down", done));
    try {
      if (!left.await(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("connections not closed in time left={}", left.getCount());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }

  private void sweep() {
    try {
      flows.sweep(config.pingInterval());
    } catch (RuntimeException e) {
      // An exception would end the schedule.
      failures.increment();
      log.error("sweep failed", e);
    }
  }

  private void checkHandshakes() {
    try {
      deadline.sweep(System.nanoTime());
    } catch (RuntimeException e) {
      // An exception would end the schedule.
      failures.increment();
      log.error("sweep of handshakes failed", e);
    }
  }

  /** Empty when there is no room. */
  Optional<Flow> opened(Session session, Peer peer, EndPoint socket) {
    deadline.forget(socket);
    Flow flow = new Flow(session, peer, advertised(), this);
    Optional<Limit> full = flows.add(flow);
    if (full.isPresent()) {
      limits.hit(full.get());
      return Optional.empty();
    }
    log.info("opened flow={} peer={}", flow.id(), flow.remote());
    return Optional.of(flow);
  }

  void ended(Flow flow) {
    flows.remove(flow);
    receiver.linkClosed(flow);
  }

  void closed(Flow flow, int code) {
    flow.closedByClient(code);
    flows.socketClosed(flow);
    metrics.counter("ringway.w2.closed", "code", Integer.toString(code)).increment();
    log.info("closed flow={} code={}", flow.id(), code);
  }

  void lost(Flow flow) {
    flow.ended();
  }

  void received(SIPMessage message, byte[] wire, Flow flow) {
    receiver.receive(message, wire, flow);
  }

  void malformed() {
    malformed.increment();
  }

  void limited(Limit limit) {
    limits.hit(limit);
  }

  void failed() {
    failures.increment();
  }
}
