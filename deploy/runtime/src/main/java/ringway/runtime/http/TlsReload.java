// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.config.ConfigError;

/**
 * Takes a new certificate from the files when they change. Connections that are open go on; a pair
 * that cannot be used leaves the one before in place.
 */
final class TlsReload implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TlsReload.class);
  private static final long CHECK_MILLIS = 1_000;

  private final String listener;
  private final ListenerConfig config;
  private final SslContextFactory.Server factory;
  private final ScheduledThreadPoolExecutor checks =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("tls-reload").factory());
  private String seen; // by the checking thread

  private TlsReload(String listener, ListenerConfig config, SslContextFactory.Server factory) {
    this.listener = listener;
    this.config = config;
    this.factory = factory;
    this.seen = stamp();
    checks.scheduleWithFixedDelay(this::check, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Nothing to watch unless the certificate is in files. */
  static Optional<TlsReload> of(
      String listener, ListenerConfig config, Optional<SslContextFactory.Server> factory) {
    return factory
        .filter(_ -> config.tls().mode() == TlsConfig.Mode.FILES)
        .map(found -> new TlsReload(listener, config, found));
  }

  private void check() {
    String now = stamp();
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      var store = TlsMaterial.keyStore(config);
      factory.reload(changed -> changed.setKeyStore(store));
      log.info(
          "certificate taken anew listener={} file={} until={}",
          listener,
          config.tls().certificate().orElseThrow(),
          TlsMaterial.endOf(store));
    } catch (ConfigError bad) {
      log.warn(
          "new certificate not taken, the one before stays listener={} cause=\"{}\"",
          listener,
          bad.getMessage());
    } catch (Exception e) {
      // The border: an exception would end the checks.
      log.error("new certificate not taken, the one before stays listener={}", listener, e);
    }
  }

  private String stamp() {
    return PemStores.stamp(
        List.of(config.tls().certificate().orElseThrow(), config.tls().key().orElseThrow()));
  }

  @Override
  public void close() {
    checks.shutdownNow();
  }
}
