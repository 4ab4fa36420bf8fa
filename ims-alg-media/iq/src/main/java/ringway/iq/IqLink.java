// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.config.Secret;
import ringway.runtime.http.SelectorThreads;

/**
 * A controller's connection to one gateway, renewed by itself. Its listener is called by the thread
 * that keeps it, but for {@link Listener#received}, which the connection calls.
 */
final class IqLink implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(IqLink.class);
  private static final int MAX_THREADS = 16;
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofSeconds(60);

  /** Of a gateway, whose heart beats every second. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(6);

  /** How a gateway was found again. */
  enum Reunion {
    /** Nothing has been missed. */
    RESUMED,
    /** It has released our contexts, or events have been lost. */
    MISSED,
    /** It has started anew. */
    RESTARTED
  }

  interface Listener {
    /** Before anybody else uses the connection. */
    void connected(IqSocket socket, Reunion reunion);

    /** Every second while it stands. */
    void stands(IqSocket socket);

    /**
     * @param forGood whether the gateway has said that it ends
     */
    void broke(boolean forGood);

    /** An attempt to connect came to nothing. */
    void away(Duration since);

    void received(IqEvent event);

    void received(IqFrame.Reply reply);

    void received(IqFrame.Refusal refusal);
  }

  private final URI address;
  private final IqClient.Limits limits;
  private final Listener listener;
  private final String name = UUID.randomUUID().toString();
  private final ClientTls tls;
  private final WebSocketClient jetty;
  private final CountDownLatch firstAttempt = new CountDownLatch(1);
  private final Thread keeper;
  private volatile Optional<IqSocket> socket = Optional.empty();
  private volatile Load load = Load.UNKNOWN;
  private volatile Seen seen = Seen.NOTHING; // written by one connection at a time
  private volatile boolean closed;
  private String problem = ""; // by the keeper
  private Optional<Secret> token; // by the keeper

  IqLink(URI address, IqAccess access, IqClient.Limits limits, Listener listener) {
    this.address = address;
    token = access.token();
    this.limits = limits;
    this.listener = listener;
    tls = new ClientTls(access.tls());
    jetty = new WebSocketClient(httpClient(tls));
    jetty.setIdleTimeout(IDLE);
    jetty.setMaxTextMessageSize(IqCodec.MAX_REPLY);
    jetty.setConnectTimeout(limits.request().toMillis());
    try {
      jetty.start();
    } catch (Exception e) {
      throw new IllegalStateException("the WebSocket client did not start", e);
    }
    keeper = Thread.ofVirtual().name("iq-link").unstarted(this::keepConnected);
  }

  private static HttpClient httpClient(ClientTls tls) {
    ClientConnector connector = new PromptConnector();
    connector.setSslContextFactory(tls.factory());
    connector.setSelectors(1);
    HttpClient http = new HttpClient(new HttpClientTransportOverHTTP(connector));
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 1);
    threads.setName("iq-client");
    threads.setDaemon(true);
    http.setExecutor(threads);
    return http;
  }

  /** Nobody who is told of a frame waits for anything. */
  private static final class PromptConnector extends ClientConnector {
    @Override
    protected SelectorManager newSelectorManager() {
      return new ClientSelectorManager(
          new SelectorThreads(getExecutor()), getScheduler(), getSelectors());
    }
  }

  void start() {
    keeper.start();
  }

  /** Returns after the first attempt to connect, whether it succeeded or not. */
  void awaitFirstAttempt() {
    try {
      if (!firstAttempt.await(limits.request().toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("media function does not answer uri={}", address);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  Optional<IqSocket> socket() {
    return socket;
  }

  Load load() {
    return load;
  }

  private void keepConnected() {
    Duration backOff = limits.firstBackOff();
    long downSince = System.nanoTime();
    try {
      while (!closed) {
        if (serveOneConnection()) {
          backOff = limits.firstBackOff();
          downSince = System.nanoTime();
        } else {
          listener.away(Duration.ofNanos(System.nanoTime() - downSince));
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
    Connection connection = new Connection();
    IqSocket opened = new IqSocket(connection);
    try {
      tls.refresh();
      jetty.connect(opened, upgrade()).get(limits.request().toMillis(), TimeUnit.MILLISECONDS);
      Reunion reunion = connection.reunion.get(limits.request().toMillis(), TimeUnit.MILLISECONDS);
      problem = "";
      log.info("connected to the media function uri={} reunion={}", address, reunion);
      listener.connected(opened, reunion);
      socket = Optional.of(opened);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      opened.disconnect();
      tellProblem(e);
      return false;
    } finally {
      firstAttempt.countDown();
    }
    keep(opened);
    socket = Optional.empty();
    if (!closed) {
      log.warn("connection to the media function lost uri={}", address);
    }
    listener.broke(connection.code == StatusCode.SHUTDOWN);
    return true;
  }

  private ClientUpgradeRequest upgrade() {
    Seen now = seen;
    ClientUpgradeRequest upgrade =
        new ClientUpgradeRequest(
            URI.create(
                "%s?controller=%s&instance=%s&seen=%d"
                    .formatted(address, name, now.instance(), now.seq())));
    upgrade.setSubProtocols(IqCodec.SUB_PROTOCOL);
    token = IqAccess.current(token);
    token.ifPresent(shown -> upgrade.setHeader("Authorization", "Bearer " + shown.reveal()));
    return upgrade;
  }

  private void keep(IqSocket open) throws InterruptedException {
    while (!open.awaitEnd(TICK)) {
      open.send(new IqFrame.Ack(seen.seq()));
      listener.stands(open);
      if (open.silentFor(System.nanoTime()) > LONGEST_SILENCE.toNanos()) {
        open.disconnect();
      }
    }
  }

  /** Once for each cause: an attempt follows the other for as long as it takes. */
  private void tellProblem(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String now = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (!now.equals(problem)) {
      log.warn("no connection to the media function uri={} cause=\"{}\"", address, now);
      problem = now;
    }
  }

  /** Ends the connection in order, upon which the gateway releases what this client reserved. */
  @Override
  public void close() {
    closed = true;
    socket.ifPresent(open -> open.close(StatusCode.NORMAL, "closed"));
    keeper.interrupt();
    try {
      jetty.stop();
    } catch (Exception e) {
      log.warn("the WebSocket client did not stop cleanly", e);
    }
  }

  private final class Connection implements IqSocket.Owner {
    private final CompletableFuture<Reunion> reunion = new CompletableFuture<>();
    private volatile int code;

    @Override
    public void opened(IqSocket opened) {}

    @Override
    public void received(IqSocket from, IqFrame frame) {
      switch (frame) {
        case IqFrame.Hello hello -> reunion.complete(reunion(hello));
        case IqFrame.Heartbeat(Load now) -> load = now;
        case IqFrame.Event event -> received(event);
        case IqFrame.Reply reply -> listener.received(reply);
        case IqFrame.Refusal refusal -> listener.received(refusal);
        case IqFrame.Request _, IqFrame.Ack _ ->
            from.close(StatusCode.POLICY_VIOLATION, "a gateway sends neither requests nor acks");
      }
    }

    /** Here, since the events that follow are numbered by it. */
    private Reunion reunion(IqFrame.Hello hello) {
      Seen before = seen;
      if (hello.resumed()) {
        return Reunion.RESUMED;
      }
      seen = new Seen(hello.instance(), hello.seq());
      return before.equals(Seen.NOTHING) || before.instance().equals(hello.instance())
          ? Reunion.MISSED
          : Reunion.RESTARTED;
    }

    /** What was sent again, its acknowledgement having been lost, is heard once. */
    private void received(IqFrame.Event event) {
      Seen before = seen;
      if (event.seq() > before.seq()) {
        seen = new Seen(before.instance(), event.seq());
        listener.received(event.event());
      }
    }

    @Override
    public void closed(IqSocket ended, int statusCode) {
      code = statusCode;
    }
  }
}
