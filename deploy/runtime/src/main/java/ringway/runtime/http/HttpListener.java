// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import java.net.BindException;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import ringway.runtime.config.ConfigError;

/** A Jetty server on one address; handlers run on virtual threads. */
public final class HttpListener implements AutoCloseable {
  private static final int HEADER_BYTES = 16 * 1024;
  private static final int MAX_CARRIERS = 32;
  private static final long IDLE_MILLIS = 30_000;
  private static final long STOP_MILLIS = 2_000;

  private final Server server;
  private final ServerConnector connector;

  private HttpListener(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  public static HttpListener start(String name, ListenerConfig config, Handler handler) {
    return start(name, config, _ -> handler);
  }

  /** For handlers that need the server itself, as the WebSocket upgrade does. */
  public static HttpListener start(
      String name, ListenerConfig config, Function<Server, Handler> handler) {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_CARRIERS, 2);
    threads.setName(name);
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory()));
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    ServerConnector connector = connector(server, config, http);
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
    return new HttpListener(server, connector);
  }

  private static ServerConnector connector(
      Server server, ListenerConfig config, HttpConfiguration http) {
    if (!config.secure()) {
      return new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    }
    // The certificate answers for every name it is asked by: SNI mismatch is the client's check.
    http.addCustomizer(new SecureRequestCustomizer(false));
    return new ServerConnector(
        server,
        1,
        1,
        new SslConnectionFactory(TlsMaterial.sslContext(config), "http/1.1"),
        new HttpConnectionFactory(http));
  }

  private static RuntimeException startFailure(String name, ListenerConfig config, Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
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
    stopQuietly(server);
  }

  private static void stopQuietly(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("HTTP listener did not stop", e);
    }
  }
}
