// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import ringway.runtime.config.ByteSize;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.http.TlsConfig;

/**
 * The W2 listener.
 *
 * @param path the one path that upgrades
 * @param advertisedHost the name WICs reach this node by; for Via and Record-Route
 * @param advertisedPort the port WICs reach this node by, when a balancer changes it
 * @param origins the web origins of the trusted WWSFs, TS 33.203 §X.2.1
 * @param allowNoOrigin whether a client that is no browser may connect
 * @param maxMessage longest SIP message
 * @param maxConnections over all clients
 * @param maxConnectionsPerAddress for one remote address
 * @param messagesPerSecond for one connection, keep-alives included; bursts of twice as many pass
 * @param pingInterval silence after which we ping; a pong missing for as long closes
 */
public record W2Config(
    String host,
    int port,
    TlsConfig tls,
    String path,
    Optional<String> advertisedHost,
    Optional<Integer> advertisedPort,
    List<String> origins,
    boolean allowNoOrigin,
    ByteSize maxMessage,
    int maxConnections,
    int maxConnectionsPerAddress,
    int messagesPerSecond,
    Duration pingInterval) {
  public W2Config {
    origins = List.copyOf(origins);
  }

  ListenerConfig listener() {
    return new ListenerConfig(host, port, tls);
  }
}
