// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import ringway.runtime.config.ByteSize;
import ringway.runtime.http.TlsConfig;

/** A listener with what it hands on and counts. */
final class W2TestServer implements AutoCloseable {
  static final String ORIGIN = "https://wwsf.example.net";

  final RecordingReceiver receiver = new RecordingReceiver();
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final W2Listener listener;

  private W2TestServer(W2Config config) {
    this.listener = W2Listener.start(config, receiver, metrics);
  }

  /** What a test may set; the rest is fixed. */
  record Settings(
      TlsConfig.Mode tls,
      boolean allowNoOrigin,
      int maxConnections,
      int maxPerAddress,
      int messagesPerSecond,
      Duration pingInterval) {
    static Settings usual() {
      return new Settings(TlsConfig.Mode.OFF, false, 100, 100, 1_000, Duration.ofSeconds(30));
    }

    Settings withTls() {
      return new Settings(
          TlsConfig.Mode.SELF_SIGNED,
          allowNoOrigin,
          maxConnections,
          maxPerAddress,
          messagesPerSecond,
          pingInterval);
    }

    Settings withoutOriginAllowed() {
      return new Settings(
          tls, true, maxConnections, maxPerAddress, messagesPerSecond, pingInterval);
    }

    Settings withRoomFor(int all, int perAddress) {
      return new Settings(tls, allowNoOrigin, all, perAddress, messagesPerSecond, pingInterval);
    }

    Settings withRate(int perSecond) {
      return new Settings(
          tls, allowNoOrigin, maxConnections, maxPerAddress, perSecond, pingInterval);
    }

    Settings withPings(Duration interval) {
      return new Settings(
          tls, allowNoOrigin, maxConnections, maxPerAddress, messagesPerSecond, interval);
    }
  }

  static W2TestServer start() {
    return start(Settings.usual());
  }

  static W2TestServer start(Settings settings) {
    return new W2TestServer(
        new W2Config(
            "127.0.0.1",
            0,
            new TlsConfig(settings.tls(), Optional.empty(), Optional.empty()),
            "/",
            Optional.empty(),
            Optional.empty(),
            List.of(ORIGIN, "http://localhost:8080"),
            settings.allowNoOrigin(),
            new ByteSize(16 * 1024),
            settings.maxConnections(),
            settings.maxPerAddress(),
            settings.messagesPerSecond(),
            settings.pingInterval()));
  }

  int port() {
    return listener.port();
  }

  RawWebSocket open(String... changes) {
    return RawWebSocket.open(port(), changes);
  }

  double count(String name) {
    return metrics.get(name).counter().count();
  }

  @Override
  public void close() {
    listener.close();
  }
}
