// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.config.Secret;

/**
 * A gateway at the other end of Iq. Keeps one connection and renews it by itself; contexts survive
 * an interruption shorter than {@link Limits#lostAfter}, later ones are reported as lost, and so
 * are contexts a restarted gateway no longer knows. Thread-safe.
 */
public final class IqClient implements MediaGateway {
  private static final Logger log = LoggerFactory.getLogger(IqClient.class);
  private static final Duration PING = Duration.ofSeconds(5);
  private static final int MAX_THREADS = 16;
  private static final Duration IDLE = Duration.ofSeconds(20);

  /**
   * @param request the time a gateway has to answer
   * @param inFlight requests that may wait for their answer at one time
   * @param lostAfter an interruption after which the gateway will have released our contexts
   * @param firstBackOff pause before the second attempt to connect; doubles with each
   * @param longestBackOff where doubling ends
   */
  public record Limits(
      Duration request,
      int inFlight,
      Duration lostAfter,
      Duration firstBackOff,
      Duration longestBackOff) {
    public static Limits defaults() {
      return new Limits(
          Duration.ofSeconds(5),
          256,
          Duration.ofSeconds(30),
          Duration.ofMillis(100),
          Duration.ofSeconds(3));
    }

    /** The defaults but for that. */
    public static Limits lostAfter(Duration time) {
      Limits usual = defaults();
      return new Limits(
          usual.request, usual.inFlight, time, usual.firstBackOff, usual.longestBackOff);
    }
  }

  private final URI target;
  private final Limits limits;
  private final Optional<Secret> token;
  private final ClientTls tls;
  private final WebSocketClient jetty;
  private final PendingRequests pending;
  private final EventQueue events = new EventQueue("iq-events");
  private final Set<String> contexts = ConcurrentHashMap.newKeySet();
  private final Set<String> leftovers = ConcurrentHashMap.newKeySet(); // still to be released
  private final CountDownLatch firstAttempt = new CountDownLatch(1);
  private final Thread keeper;
  private volatile Optional<IqSocket> link = Optional.empty();
  private volatile boolean closed;
  private String problem = ""; // by the keeper

  private IqClient(URI uri, IqAccess access, Limits limits) {
    this.limits = limits;
    token = access.token();
    tls = new ClientTls(access.tls());
    jetty = new WebSocketClient(httpClient(tls));
    pending = new PendingRequests(limits.inFlight(), limits.request());
    target = URI.create(uri + "?controller=" + UUID.randomUUID());
    jetty.setIdleTimeout(IDLE);
    jetty.setMaxTextMessageSize(IqCodec.MAX_REPLY);
    jetty.setConnectTimeout(limits.request().toMillis());
    try {
      jetty.start();
    } catch (Exception e) {
      throw new IllegalStateException("the WebSocket client did not start", e);
    }
    keeper = Thread.ofVirtual().name("iq-link").start(this::keepConnected);
  }

  private static HttpClient httpClient(ClientTls tls) {
    ClientConnector connector = new ClientConnector();
    connector.setSslContextFactory(tls.factory());
    connector.setSelectors(1);
    HttpClient http = new HttpClient(new HttpClientTransportOverHTTP(connector));
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 1);
    threads.setName("iq-client");
    threads.setDaemon(true);
    http.setExecutor(threads);
    return http;
  }

  public static IqClient connect(URI uri) {
    return connect(uri, IqAccess.open(), Limits.defaults());
  }

  /** Returns after the first attempt to connect, whether it succeeded or not. */
  public static IqClient connect(URI uri, IqAccess access, Limits limits) {
    IqClient client = new IqClient(uri, access, limits);
    try {
      if (!client.firstAttempt.await(limits.request().toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("media function does not answer uri={}", uri);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return client;
  }

  @Override
  public Reserved reserve(Reserve command) {
    leftovers.remove(command.context());
    try {
      Reserved reserved = IqCodec.bind(ask(IqVerb.RESERVE, command), Reserved.class);
      contexts.add(command.context());
      return reserved;
    } catch (MediaFailure e) {
      if (e.kind() == MediaFailure.Kind.UNREACHABLE && !contexts.contains(command.context())) {
        leftovers.add(command.context()); // The gateway may have made it all the same.
      }
      throw e;
    }
  }

  @Override
  public void configure(Configure command) {
    ask(IqVerb.CONFIGURE, command);
  }

  @Override
  public void sendDtmf(SendDtmf command) {
    ask(IqVerb.SEND_DTMF, command);
  }

  @Override
  public Reserved.WebRtcLocal restartIce(String context, String stream) {
    return IqCodec.bind(
        ask(IqVerb.RESTART_ICE, new IqVerb.RestartIce(context, stream)),
        Reserved.WebRtcLocal.class);
  }

  /** While the gateway cannot be reached the release waits for the next connection. */
  @Override
  public Released release(String context) {
    contexts.remove(context);
    try {
      return IqCodec.bind(ask(IqVerb.RELEASE, new IqVerb.Release(context)), Released.class);
    } catch (MediaFailure e) {
      if (e.kind() != MediaFailure.Kind.UNREACHABLE) {
        throw e;
      }
      leftovers.add(context);
      return Released.nothing(context);
    }
  }

  @Override
  public Audit audit() {
    return IqCodec.bind(ask(IqVerb.AUDIT, List.of()), Audit.class);
  }

  @Override
  public void onEvent(Consumer<IqEvent> listener) {
    events.listen(listener);
  }

  @Override
  public boolean available() {
    return link.isPresent();
  }

  /** Ends the connection in order, upon which the gateway releases what this client reserved. */
  @Override
  public void close() {
    closed = true;
    link.ifPresent(socket -> socket.close(1000, "closed"));
    keeper.interrupt();
    try {
      jetty.stop();
    } catch (Exception e) {
      log.warn("the WebSocket client did not stop cleanly", e);
    }
    events.close();
  }

  private JsonNode ask(String verb, Object body) {
    return link.map(socket -> pending.ask(socket, verb, IqCodec.tree(body)))
        .orElseThrow(
            () ->
                new MediaFailure(
                    MediaFailure.Kind.UNREACHABLE, "the media function cannot be reached"));
  }

  private void keepConnected() {
    Duration backOff = limits.firstBackOff();
    long downSince = System.nanoTime();
    try {
      while (!closed) {
        if (serveOneConnection()) {
          backOff = limits.firstBackOff();
          downSince = System.nanoTime();
        }
        if (System.nanoTime() - downSince > limits.lostAfter().toNanos()) {
          contexts.forEach(context -> lose(context, "the media function cannot be reached"));
          leftovers.clear(); // The gateway has released them by now.
        }
        Thread.sleep(backOff);
        Duration twice = backOff.multipliedBy(2);
        backOff = twice.compareTo(limits.longestBackOff()) < 0 ? twice : limits.longestBackOff();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** False when no connection came about. */
  private boolean serveOneConnection() throws InterruptedException {
    IqSocket socket = new IqSocket(new Link());
    tls.refresh();
    try {
      ClientUpgradeRequest upgrade = new ClientUpgradeRequest(target);
      upgrade.setSubProtocols(IqCodec.SUB_PROTOCOL);
      token.ifPresent(shown -> upgrade.setHeader("Authorization", "Bearer " + shown.reveal()));
      jetty.connect(socket, upgrade).get(limits.request().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      tellProblem(e);
      firstAttempt.countDown();
      return false;
    }
    problem = "";
    log.info("connected to the media function uri={}", target.getAuthority());
    reconcile(socket);
    link = Optional.of(socket);
    firstAttempt.countDown();
    while (!socket.awaitEnd(PING)) {
      socket.ping();
      releaseLeftovers(socket);
    }
    link = Optional.empty();
    pending.failAll("the connection to the media function broke");
    if (!closed) {
      log.warn("connection to the media function lost uri={}", target.getAuthority());
    }
    return true;
  }

  /** Once for each cause: an attempt follows the other for as long as it takes. */
  private void tellProblem(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String now = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (!now.equals(problem)) {
      log.warn(
          "no connection to the media function uri={} cause=\"{}\"", target.getAuthority(), now);
      problem = now;
    }
  }

  /** A gateway that has restarted, or waited for us too long, no longer has our contexts. */
  private void reconcile(IqSocket socket) {
    releaseLeftovers(socket);
    Set<String> mine = Set.copyOf(contexts);
    if (mine.isEmpty()) {
      return;
    }
    try {
      JsonNode answer = pending.ask(socket, IqVerb.AUDIT, IqCodec.tree(List.of()));
      Set<String> held =
          IqCodec.bind(answer, Audit.class).contexts().stream()
              .map(Audit.Context::id)
              .collect(Collectors.toSet());
      mine.stream()
          .filter(context -> !held.contains(context))
          .forEach(context -> lose(context, "the media function no longer has it"));
    } catch (MediaFailure e) {
      log.warn("contexts could not be compared: {}", e.getMessage());
    }
  }

  private void releaseLeftovers(IqSocket socket) {
    for (String context : leftovers) {
      try {
        pending.ask(socket, IqVerb.RELEASE, IqCodec.tree(new IqVerb.Release(context)));
        leftovers.remove(context);
      } catch (MediaFailure e) {
        log.debug("context not released context={}: {}", context, e.getMessage());
      }
    }
  }

  private void lose(String context, String reason) {
    if (contexts.remove(context)) {
      events.add(new IqEvent.ContextLost(context, reason));
    }
  }

  private final class Link implements IqSocket.Owner {
    @Override
    public void opened(IqSocket socket) {}

    @Override
    public void received(IqSocket socket, IqFrame frame) {
      switch (frame) {
        case IqFrame.Event(IqEvent event) -> events.add(event);
        case IqFrame.Reply reply -> pending.answered(reply);
        case IqFrame.Refusal refusal -> pending.refused(refusal);
        case IqFrame.Request _ -> socket.close(1008, "a gateway sends no requests");
      }
    }

    @Override
    public void closed(IqSocket socket, int code) {}
  }
}
