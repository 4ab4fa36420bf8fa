// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.config.ConfigError;

/** A Jetty server on one address; handlers run on virtual threads, if they are not prompt. */
public final class HttpListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpListener.class);

  private static final int HEADER_BYTES = 16 * 1024;
  private static final int MAX_CARRIERS = 32;
  private static final long IDLE_MILLIS = 30_000;
  private static final long STOP_MILLIS = 2_000;

  private final Server server;
  private final ServerConnector connector;
  private final Optional<TlsReload> reload;

  private HttpListener(Server server, ServerConnector connector, Optional<TlsReload> reload) {
    this.server = server;
    this.connector = connector;
    this.reload = reload;
  }

  /** What not every listener has. */
  public record Extras(
      Optional<Predicate<InetSocketAddress>> proxies,
      List<Connection.Listener> watchers,
      boolean prompt) {
    /** Nothing of it. */
    public static final Extras NONE = new Extras(Optional.empty(), List.of());

    /** Handlers that wait for nothing, and so need no thread of their own. */
    public static final Extras PROMPT = new Extras(Optional.empty(), List.of(), true);

    /**
     * @param proxies who may begin with the PROXY protocol and so tell the client's address
     * @param watchers hear of every connection, from before its first byte
     * @param prompt whether handlers are called by the one thread that selects
     */
    public Extras {
      watchers = List.copyOf(watchers);
    }

    /** Of handlers that may wait. */
    public Extras(
        Optional<Predicate<InetSocketAddress>> proxies, List<Connection.Listener> watchers) {
      this(proxies, watchers, false);
    }
  }

  public static HttpListener start(String name, ListenerConfig config, Handler handler) {
    return start(name, config, _ -> handler);
  }

  /** For handlers that need the server itself, as the WebSocket upgrade does. */
  public static HttpListener start(
      String name, ListenerConfig config, Function<Server, Handler> handler) {
    return start(name, config, Extras.NONE, handler);
  }

  /** The same with extras. */
  public static HttpListener start(
      String name, ListenerConfig config, Extras extras, Function<Server, Handler> handler) {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_CARRIERS, 2);
    threads.setName(name);
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory()));
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    Optional<SslContextFactory.Server> tls =
        config.secure() ? Optional.of(TlsMaterial.sslContext(config)) : Optional.empty();
    ConnectionFactory[] factories = factories(http, tls, extras.proxies());
    ServerConnector connector =
        extras.prompt()
            ? new PromptConnector(server, factories)
            : new ServerConnector(server, 1, 1, factories);
    extras.watchers().forEach(connector::addBean);
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.setStopTimeout(STOP_MILLIS);
    server.setHandler(handler.apply(server));
    try {
      server.start();
    } catch (Exception e) {
      stopQuietly(server);
      throw startFailure(name, config, e);
    }
    return new HttpListener(server, connector, TlsReload.of(name, config, tls));
  }

  private static final class PromptConnector extends ServerConnector {
    PromptConnector(Server server, ConnectionFactory... factories) {
      super(server, 1, 1, factories);
    }

    @Override
    protected SelectorManager newSelectorManager(
        Executor executor, Scheduler scheduler, int selectors) {
      return super.newSelectorManager(new SelectorThreads(executor), scheduler, selectors);
    }
  }

  private static ConnectionFactory[] factories(
      HttpConfiguration http,
      Optional<SslContextFactory.Server> tls,
      Optional<Predicate<InetSocketAddress>> proxies) {
    List<ConnectionFactory> inside = new ArrayList<>();
    if (tls.isPresent()) {
      // The certificate answers for every name it is asked by: SNI mismatch is the client's check.
      http.addCustomizer(new SecureRequestCustomizer(false));
      inside.add(new SslConnectionFactory(tls.get(), "http/1.1"));
    }
    inside.add(new HttpConnectionFactory(http));
    return proxies
        .map(trusted -> ProxyDoor.before(inside, trusted))
        .orElseGet(() -> inside.toArray(new ConnectionFactory[0]));
  }

  private static RuntimeException startFailure(String name, ListenerConfig config, Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnsupportedAddressTypeException) {
        return new ConfigError(
            name + " cannot listen on " + config.host() + ": this machine has no IPv6", e);
      }
      if (cause instanceof BindException) {
        return new ConfigError(
            name
                + " cannot listen on "
                + config.host()
                + ":"
                + config.port()
                + ": the port is taken; stop the other program or choose another port",
            e);
      }
    }
    return new ConfigError(name + " cannot start: " + e.getMessage(), e);
  }

  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    reload.ifPresent(TlsReload::close);
    stopQuietly(server);
  }

  private static void stopQuietly(Server server) {
    try {
      server.stop();
    } catch (TimeoutException _) {
      // Everything is stopped all the same; only what was under way has not been waited for.
      log.info("HTTP listener stopped with requests under way");
    } catch (Exception e) {
      throw new IllegalStateException("HTTP listener did not stop", e);
    }
  }
}
