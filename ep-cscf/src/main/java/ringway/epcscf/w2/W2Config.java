// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import ringway.runtime.config.ByteSize;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.http.TlsConfig;

/**
 * The W2 listener.
 *
 * @param balancers who may say where a client really is
 * @param path the one path that upgrades
 * @param advertisedHost the name WICs reach this node by; for Via and Record-Route
 * @param advertisedPort the port WICs reach this node by, when a balancer changes it
 * @param origins the web origins of the trusted WWSFs, TS 33.203 §X.2.1
 * @param allowNoOrigin whether a client that is no browser may connect
 * @param maxMessage longest SIP message
 * @param maxConnections over all clients
 * @param maxConnectionsPerAddress for one remote address
 * @param handshakeTimeout from the TCP accept, TLS included, to the WebSocket
 * @param handshakesPerSecond for one remote address, refused ones too; bursts of twice as many pass
 * @param messagesPerSecond for one connection, keep-alives included; bursts of twice as many pass
 * @param pingInterval silence after which we ping; a pong missing for as long closes
 */
public record W2Config(
    String host,
    int port,
    TlsConfig tls,
    Balancers balancers,
    String path,
    Optional<String> advertisedHost,
    Optional<Integer> advertisedPort,
    List<String> origins,
    boolean allowNoOrigin,
    ByteSize maxMessage,
    int maxConnections,
    int maxConnectionsPerAddress,
    Duration handshakeTimeout,
    int handshakesPerSecond,
    int messagesPerSecond,
    Duration pingInterval) {
  private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/\\sA-Z]+");
  private static final int MIN_MESSAGE = 4 * 1024;
  private static final int MAX_MESSAGE = 64 * 1024;

  public W2Config {
    origins = List.copyOf(origins);
    for (String origin : origins) {
      if (!ORIGIN.matcher(origin).matches()) {
        throw new IllegalArgumentException(
            "origins are written as browsers send them, scheme://host or scheme://host:port in"
                + " lower case, found "
                + origin);
      }
    }
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path must begin with /, found " + path);
    }
    if (maxMessage.bytes() < MIN_MESSAGE || maxMessage.bytes() > MAX_MESSAGE) {
      throw new IllegalArgumentException(
          "max-message must be 4KiB to 64KiB, found " + maxMessage.bytes() + "B");
    }
    positive("max-connections", maxConnections);
    positive("max-connections-per-address", maxConnectionsPerAddress);
    positive("handshakes-per-second", handshakesPerSecond);
    positive("messages-per-second", messagesPerSecond);
    positive("handshake-timeout", handshakeTimeout);
    positive("ping-interval", pingInterval);
  }

  private static void positive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(key + " must be 1 or more, found " + value);
    }
  }

  private static void positive(String key, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(key + " must be longer than 0s");
    }
  }

  ListenerConfig listener() {
    return new ListenerConfig(host, port, tls);
  }
}
