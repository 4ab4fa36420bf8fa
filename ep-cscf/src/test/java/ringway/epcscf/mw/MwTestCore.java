// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import static org.awaitility.Awaitility.await;

import gov.nist.javax.sip.message.SIPMessage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import ringway.epcscf.transaction.SipLink;
import ringway.epcscf.transaction.SipReceiver;
import ringway.runtime.config.ByteSize;
import ringway.runtime.http.AddressRange;

/** A transport with what it hands on and counts. */
final class MwTestCore implements SipReceiver, AutoCloseable {
  /** A message and where it came from. */
  record Arrived(SIPMessage message, SipLink from) {}

  private static final Duration IDLE = Duration.ofMinutes(1);

  final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
  final List<SipLink> closed = new CopyOnWriteArrayList<>();
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final CoreTransport transport;

  private MwTestCore(MwConfig config, Duration idle) {
    this.transport = CoreTransport.start(config, idle, this, metrics);
  }

  static MwTestCore start() {
    return start(16, IDLE);
  }

  static MwTestCore start(int maxConnections, Duration idle) {
    return new MwTestCore(config("sip:127.0.0.1:5060", 0, maxConnections), idle);
  }

  static MwTestCore start(MwTlsConfig tls) {
    MwConfig plain = config("sip:127.0.0.1:5060", 0, 16);
    return new MwTestCore(with(plain, List.of(), List.of(), plain.probe(), tls), IDLE);
  }

  static MwTestCore start(MwConfig config) {
    return new MwTestCore(config, IDLE);
  }

  static MwConfig with(
      MwConfig plain,
      List<String> entryPoints,
      List<String> trusted,
      ProbeConfig probe,
      MwTlsConfig tls) {
    return new MwConfig(
        plain.host(),
        plain.port(),
        plain.advertisedHost(),
        plain.advertisedPort(),
        plain.entryPoint(),
        entryPoints,
        plain.dns(),
        probe,
        trusted.stream().map(AddressRange::parse).toList(),
        tls,
        plain.timers(),
        plain.keepalive(),
        plain.watchdog(),
        plain.maxMessage(),
        plain.maxConnections());
  }

  static MwConfig config(String entryPoint, int port, int maxConnections) {
    return new MwConfig(
        "127.0.0.1",
        port,
        Optional.empty(),
        Optional.empty(),
        entryPoint,
        List.of(),
        new DnsConfig(List.of(), Duration.ofSeconds(2), Duration.ofHours(1)),
        new ProbeConfig(
            Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMinutes(2)),
        List.of(),
        MwTlsConfig.off(),
        new TimerConfig(
            Duration.ofMillis(500),
            Duration.ofSeconds(4),
            Duration.ofSeconds(5),
            Duration.ofSeconds(181)),
        Duration.ZERO,
        Duration.ZERO,
        new ByteSize(16 * 1024),
        maxConnections);
  }

  static MwConfig at(String host, Duration keepalive, MwTlsConfig tls) {
    MwConfig plain = config("sip:127.0.0.1:5060", 0, 16);
    return new MwConfig(
        host,
        0,
        plain.advertisedHost(),
        plain.advertisedPort(),
        plain.entryPoint(),
        List.of(),
        plain.dns(),
        plain.probe(),
        List.of(),
        tls,
        plain.timers(),
        keepalive,
        plain.watchdog(),
        plain.maxMessage(),
        plain.maxConnections());
  }

  int port() {
    return transport.port();
  }

  Arrived next() {
    await().until(() -> !arrived.isEmpty());
    return arrived.remove();
  }

  double count(String name, String... tags) {
    return metrics.counter(name, tags).count();
  }

  @Override
  public void receive(SIPMessage message, byte[] wire, SipLink from) {
    arrived.add(new Arrived(message, from));
  }

  @Override
  public void linkClosed(SipLink link) {
    closed.add(link);
  }

  @Override
  public void close() {
    transport.close();
  }
}
