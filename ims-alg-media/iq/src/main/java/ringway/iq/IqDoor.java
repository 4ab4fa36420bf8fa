// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.component.Container;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.config.ConfigError;
import ringway.runtime.config.Secret;
import ringway.runtime.http.PemStores;

/** Who may control a media function: told by certificate, by token, or by both. */
final class IqDoor {
  private static final Logger log = LoggerFactory.getLogger(IqDoor.class);
  private static final int MAX_CONNECTIONS = 256;
  private static final String SCHEME = "Bearer ";

  /** Why a handshake came to nothing; names are part of the metrics. */
  enum Refusal {
    ORIGIN(403),
    TOKEN(401),
    CERTIFICATE(0),
    PROTOCOL(400),
    FULL(503);

    private final int status;

    Refusal(int status) {
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  private volatile Optional<Secret> token; // written by the thread that calls refresh()
  private final Optional<Path> authorities;
  private final MeterRegistry metrics;
  private Optional<SslContextFactory.Server> tls = Optional.empty(); // set before the start
  private String seen; // by the thread that calls refresh()

  IqDoor(IqListenerConfig config, MeterRegistry metrics) {
    this.token = config.token();
    this.authorities = config.authorities();
    this.metrics = metrics;
    seen = PemStores.stamp(authorities.stream().toList());
    for (Refusal refusal : Refusal.values()) {
      counter(refusal); // so that it is seen before the first time
    }
  }

  private Counter counter(Refusal refusal) {
    return metrics.counter("ringway.iq.refused", "reason", refusal.name().toLowerCase(Locale.ROOT));
  }

  /** Bounds the connections and has the listener ask for certificates; before it starts. */
  void guard(Server server) {
    server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, server.getConnectors()[0]));
    if (authorities.isEmpty()) {
      return;
    }
    Connector connector = server.getConnectors()[0];
    SslContextFactory.Server factory =
        connector.getConnectionFactory(SslConnectionFactory.class).getSslContextFactory();
    factory.setTrustStore(PemStores.authorities(authorities.get()));
    factory.setNeedClientAuth(true);
    tls = Optional.of(factory);
    ((Container) connector)
        .addBean(
            new SslHandshakeListener() {
              @Override
              public void handshakeFailed(Event event, Throwable failure) {
                counter(Refusal.CERTIFICATE).increment();
                log.warn(
                    "controller refused in its TLS handshake cause=\"{}\"", failure.getMessage());
              }
            });
  }

  /** Takes token and authorities anew when their files have changed. */
  void refresh() {
    Optional<Secret> before = token;
    token = IqAccess.current(before);
    if (!token.map(Secret::reveal).equals(before.map(Secret::reveal))) {
      log.info("token of controllers taken anew");
    }
    refreshAuthorities();
  }

  private void refreshAuthorities() {
    String now = PemStores.stamp(authorities.stream().toList());
    if (now.equals(seen) || tls.isEmpty()) {
      return;
    }
    seen = now;
    try {
      var believed = PemStores.authorities(authorities.orElseThrow());
      tls.get().reload(changed -> changed.setTrustStore(believed));
      log.info("authorities of controllers taken anew file={}", authorities.get());
    } catch (ConfigError bad) {
      log.warn("new authorities not taken, those before stay cause=\"{}\"", bad.getMessage());
    } catch (Exception e) {
      log.error("new authorities not taken, those before stay", e); // or the checks would end
    }
  }

  /** Empty when the handshake may go on. */
  Optional<Refusal> refusal(ServerUpgradeRequest request, boolean named, boolean room) {
    Optional<Refusal> refusal = reason(request, named, room);
    refusal.ifPresent(
        reason -> {
          counter(reason).increment();
          log.warn("controller refused reason={} from={}", reason, Request.getRemoteAddr(request));
        });
    return refusal;
  }

  private Optional<Refusal> reason(ServerUpgradeRequest request, boolean named, boolean room) {
    if (request.getHeaders().contains(HttpHeader.ORIGIN)) {
      return Optional.of(Refusal.ORIGIN); // A web page on this machine could reach loopback too.
    }
    if (token.filter(secret -> !shown(request).map(secret::matches).orElse(false)).isPresent()) {
      return Optional.of(Refusal.TOKEN);
    }
    if (!request.hasSubProtocol(IqCodec.SUB_PROTOCOL) || !named) {
      return Optional.of(Refusal.PROTOCOL);
    }
    return room ? Optional.empty() : Optional.of(Refusal.FULL);
  }

  /** RFC 6750 §2.1. */
  private static Optional<String> shown(Request request) {
    List<String> given = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
    return given.size() == 1 && given.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? Optional.of(given.getFirst().substring(SCHEME.length()).strip())
        : Optional.empty();
  }
}
