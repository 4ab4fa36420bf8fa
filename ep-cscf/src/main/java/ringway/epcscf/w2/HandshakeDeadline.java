// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts the sockets that are no WebSocket in time, however busily they send: the clock runs from the
 * TCP accept over TLS and HTTP to the upgrade. Thread-safe.
 */
final class HandshakeDeadline implements Connection.Listener {
  private static final Logger log = LoggerFactory.getLogger(HandshakeDeadline.class);

  private final long nanos;
  private final int max;
  private final Limits limits;
  private final AtomicInteger count = new AtomicInteger();

  /** The sockets under way and when each was accepted. */
  private final Map<EndPoint, Long> pending = new ConcurrentHashMap<>();

  /**
   * @param max sockets under way at once; one more is cut
   */
  HandshakeDeadline(Duration limit, int max, Limits limits) {
    this.nanos = limit.toNanos();
    this.max = max;
    this.limits = limits;
  }

  /** The socket itself, below TLS and what a balancer's header is read by. */
  static EndPoint socket(EndPoint endPoint) {
    EndPoint socket = endPoint;
    while (socket instanceof EndPoint.Wrapper wrapper) {
      socket = wrapper.unwrap();
    }
    return socket;
  }

  @Override
  public void onOpened(Connection connection) {
    EndPoint socket = connection.getEndPoint();
    if (socket instanceof EndPoint.Wrapper
        || pending.putIfAbsent(socket, System.nanoTime()) != null) {
      return; // a layer of a socket that is known
    }
    if (count.incrementAndGet() > max) {
      cut(socket, Limit.CONNECTIONS);
    }
  }

  @Override
  public void onClosed(Connection connection) {
    EndPoint socket = connection.getEndPoint();
    if (!socket.isOpen()) {
      forget(socket(socket));
    }
  }

  /** The WebSocket stands, or the socket is gone. */
  void forget(EndPoint socket) {
    if (pending.remove(socket) != null) {
      count.decrementAndGet();
    }
  }

  /** Cuts those whose time is over. */
  void sweep(long now) {
    pending.forEach(
        (socket, accepted) -> {
          if (!socket.isOpen()) {
            forget(socket); // went between two layers
          } else if (now - accepted > nanos) {
            cut(socket, Limit.HANDSHAKE_TIME);
          }
        });
  }

  private void cut(EndPoint socket, Limit limit) {
    forget(socket);
    limits.hit(limit);
    log.info(
        "cut before the upgrade peer={} limit={}", socket.getRemoteSocketAddress(), limit.label());
    socket.close();
  }
}
