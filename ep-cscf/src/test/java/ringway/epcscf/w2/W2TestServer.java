// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import ringway.runtime.config.ByteSize;
import ringway.runtime.http.AddressRange;
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
  static final class Settings {
    private TlsConfig.Mode tls = TlsConfig.Mode.OFF;
    private String host = "127.0.0.1";
    private Balancers balancers = new Balancers(List.of(), Balancers.Protocol.NONE);
    private boolean allowNoOrigin;
    private int maxConnections = 100;
    private int maxPerAddress = 100;
    private int messagesPerSecond = 1_000;
    private int handshakesPerSecond = 1_000;
    private Duration handshakeTimeout = Duration.ofSeconds(10);
    private Duration pingInterval = Duration.ofSeconds(30);

    static Settings usual() {
      return new Settings();
    }

    Settings withTls() {
      tls = TlsConfig.Mode.SELF_SIGNED;
      return this;
    }

    /** Off loopback without TLS, as behind a balancer. */
    Settings plainAt(String address) {
      tls = TlsConfig.Mode.OFF_I_KNOW;
      return at(address);
    }

    Settings at(String address) {
      host = address;
      return this;
    }

    Settings behind(Balancers.Protocol protocol, String... addresses) {
      balancers = new Balancers(Stream.of(addresses).map(AddressRange::parse).toList(), protocol);
      return this;
    }

    Settings withoutOriginAllowed() {
      allowNoOrigin = true;
      return this;
    }

    Settings withRoomFor(int all, int perAddress) {
      maxConnections = all;
      maxPerAddress = perAddress;
      return this;
    }

    Settings withRate(int perSecond) {
      messagesPerSecond = perSecond;
      return this;
    }

    Settings withHandshakes(int perSecond) {
      handshakesPerSecond = perSecond;
      return this;
    }

    Settings withHandshakesWithin(Duration limit) {
      handshakeTimeout = limit;
      return this;
    }

    Settings withPings(Duration interval) {
      pingInterval = interval;
      return this;
    }
  }

  static W2TestServer start() {
    return start(Settings.usual());
  }

  static W2TestServer start(Settings settings) {
    return new W2TestServer(
        new W2Config(
            settings.host,
            0,
            new TlsConfig(settings.tls, Optional.empty(), Optional.empty()),
            settings.balancers,
            "/",
            Optional.empty(),
            Optional.empty(),
            List.of(ORIGIN, "http://localhost:8080"),
            settings.allowNoOrigin,
            new ByteSize(16 * 1024),
            settings.maxConnections,
            settings.maxPerAddress,
            settings.handshakeTimeout,
            settings.handshakesPerSecond,
            settings.messagesPerSecond,
            settings.pingInterval));
  }

  int port() {
    return listener.port();
  }

  RawWebSocket open(String... changes) {
    return RawWebSocket.open(port(), changes);
  }

  boolean hasRoom() {
    return listener.flows().fullFor(new InetSocketAddress("127.0.0.1", 0)).isEmpty();
  }

  double limited(String limit) {
    return metrics.get("ringway.w2.limited").tag("limit", limit).counter().count();
  }

  @Override
  public void close() {
    listener.close();
  }
}
