// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPResponse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.trace.Hop;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.SipLink;

/** Mw over TCP: the listener, and one connection to each next hop. Thread-safe. */
final class TcpConnections implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TcpConnections.class);
  private static final int CONNECT_MILLIS = 4_000;

  private final ServerSocket listener;
  private final MwInbox inbox;
  private final String sentBy;
  private final int maxMessage;
  private final Duration idle;
  private final Semaphore room;
  private final Map<InetSocketAddress, CompletableFuture<TcpConnection>> outgoing =
      new ConcurrentHashMap<>();
  private final Set<TcpConnection> open = ConcurrentHashMap.newKeySet();
  private final Counter refused;
  private volatile boolean closed;

  /** Takes over a bound listener. */
  TcpConnections(
      ServerSocket listener,
      MwInbox inbox,
      String sentBy,
      MwConfig config,
      Duration idle,
      MeterRegistry metrics) {
    this.listener = listener;
    this.inbox = inbox;
    this.sentBy = sentBy;
    this.maxMessage = config.maxMessage().bytes();
    this.idle = idle;
    this.room = new Semaphore(config.maxConnections());
    this.refused = metrics.counter("ringway.mw.connections.refused");
    metrics.gaugeCollectionSize("ringway.mw.connections", List.of(), open);
    Thread.ofVirtual().name("mw-tcp-accept").start(this::accept);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        if (!room.tryAcquire()) {
          refused.increment();
          socket.close();
          continue;
        }
        begin(socket, (InetSocketAddress) socket.getRemoteSocketAddress(), _ -> {});
      } catch (IOException e) {
        if (!listener.isClosed()) {
          log.warn("TCP listener cause=\"{}\"", e.getMessage());
        }
      }
    }
  }

  /** The open connection to this hop, or a new one: may block. */
  TcpConnection to(InetSocketAddress hop) {
    CompletableFuture<TcpConnection> mine = new CompletableFuture<>();
    CompletableFuture<TcpConnection> present = outgoing.putIfAbsent(hop, mine);
    if (present == null) {
      connect(hop, mine);
      present = mine;
    }
    try {
      return present.join();
    } catch (CompletionException e) {
      throw new LinkDown("TCP to " + hop + ": " + e.getCause().getMessage(), e.getCause());
    }
  }

  private void connect(InetSocketAddress hop, CompletableFuture<TcpConnection> result) {
    if (closed || !room.tryAcquire()) {
      refused.increment();
      outgoing.remove(hop, result);
      result.completeExceptionally(new LinkDown("too many connections"));
      return;
    }
    Socket socket = new Socket();
    try {
      socket.connect(hop, CONNECT_MILLIS);
      result.complete(begin(socket, hop, _ -> outgoing.remove(hop, result)));
    } catch (IOException e) {
      room.release();
      outgoing.remove(hop, result);
      result.completeExceptionally(e);
      closeQuietly(socket);
    }
  }

  private TcpConnection begin(Socket socket, InetSocketAddress peer, Consumer<TcpConnection> forget)
      throws IOException {
    socket.setTcpNoDelay(true);
    TcpConnection connection =
        new TcpConnection(
            socket,
            peer,
            this,
            ended -> {
              forget.accept(ended);
              open.remove(ended);
              room.release();
              inbox.linkClosed(ended);
            });
    open.add(connection);
    connection.start();
    if (closed) {
      connection.close();
    }
    return connection;
  }

  /**
   * Answers go back on the connection the request came on; when that is gone, to where the Via says
   * on a new one (RFC 3261 §18.2.2). So this link does not close.
   */
  SipLink replyLink(TcpConnection connection) {
    return new Reply(connection);
  }

  MwInbox inbox() {
    return inbox;
  }

  String sentBy() {
    return sentBy;
  }

  int maxMessage() {
    return maxMessage;
  }

  Duration idle() {
    return idle;
  }

  @Override
  public void close() {
    closed = true;
    try {
      listener.close();
    } catch (IOException e) {
      log.warn("TCP listener not closed cause=\"{}\"", e.getMessage());
    }
    open.forEach(TcpConnection::close);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("socket not closed cause=\"{}\"", e.getMessage());
    }
  }

  private final class Reply implements SipLink {
    private final TcpConnection connection;

    Reply(TcpConnection connection) {
      this.connection = connection;
    }

    @Override
    public void send(SIPMessage message, byte[] wire) {
      if (message instanceof SIPResponse response && !connection.open()) {
        to(Target.ofResponse(response.getTopmostVia(), false)).send(message, wire);
      } else {
        connection.send(message, wire);
      }
    }

    @Override
    public boolean reliable() {
      return true;
    }

    @Override
    public String viaTransport() {
      return "TCP";
    }

    @Override
    public String viaSentBy() {
      return sentBy;
    }

    @Override
    public String scope() {
      return CoreTransport.SCOPE;
    }

    @Override
    public Hop hop() {
      return connection.hop();
    }

    @Override
    public String describe() {
      return connection.describe();
    }

    @Override
    public boolean open() {
      return !closed;
    }
  }
}
