// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPResponse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.mw.Candidate.Transport;
import ringway.epcscf.trace.Hop;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.SipLink;

/** Mw over TCP or TLS: the listener, and one connection to each next hop. Thread-safe. */
final class TcpConnections implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TcpConnections.class);
  private static final int CONNECT_MILLIS = 4_000;

  /** What a connection of ours is for: with TLS it has been proved to be of that name. */
  private record To(InetSocketAddress address, String name) {}

  /** Replaced when the watchdog finds it dead. */
  private volatile ServerSocket listener;

  private final InetSocketAddress address;
  private final Optional<MwTls> tls;
  private final Duration keepalive;
  private final MwInbox inbox;
  private final String sentBy;
  private final int maxMessage;
  private final Duration idle;
  private final Semaphore room;
  private final Map<To, CompletableFuture<TcpConnection>> outgoing = new ConcurrentHashMap<>();
  private final Set<TcpConnection> open = ConcurrentHashMap.newKeySet();
  private final Counter refused;
  private final SocketTrouble trouble;
  private volatile boolean closed;

  /** Takes over a bound listener. */
  TcpConnections(
      ServerSocket listener,
      Optional<MwTls> tls,
      MwInbox inbox,
      String sentBy,
      MwConfig config,
      Duration idle,
      MeterRegistry metrics,
      SocketTrouble trouble) {
    this.trouble = trouble;
    this.listener = listener;
    this.address = (InetSocketAddress) listener.getLocalSocketAddress();
    this.tls = tls;
    this.keepalive = config.keepalive();
    this.inbox = inbox;
    this.sentBy = sentBy;
    this.maxMessage = config.maxMessage().bytes();
    this.idle = idle;
    this.room = new Semaphore(config.maxConnections());
    this.refused = metrics.counter("ringway.mw.connections.refused");
    metrics.gaugeCollectionSize(
        "ringway.mw.connections",
        List.of(Tag.of("transport", transport().name().toLowerCase(Locale.ROOT))),
        open);
    listen(listener);
  }

  private void listen(ServerSocket fresh) {
    Thread.ofVirtual().name("mw-tcp-accept").start(() -> accept(fresh));
  }

  /** Closes the listener and binds its address anew; connections stay. */
  void reopen() throws IOException {
    closeListener();
    ServerSocket fresh = new ServerSocket();
    fresh.setReuseAddress(true);
    fresh.bind(address);
    listener = fresh;
    listen(fresh);
  }

  void closeListener() throws IOException {
    listener.close();
  }

  InetSocketAddress address() {
    return address;
  }

  Optional<String> problem() {
    return trouble.problem();
  }

  private void accept(ServerSocket source) {
    while (!source.isClosed()) {
      try {
        Socket socket = source.accept();
        trouble.worked();
        if (!inbox.admits((InetSocketAddress) socket.getRemoteSocketAddress())) {
          socket.close();
          continue;
        }
        if (!room.tryAcquire()) {
          refused.increment();
          socket.close();
          continue;
        }
        Thread.ofVirtual().name("mw-tcp-begin").start(() -> accepted(socket));
      } catch (IOException e) {
        if (!source.isClosed()) {
          trouble.failed(e);
        }
      }
    }
  }

  private void accepted(Socket socket) {
    InetSocketAddress peer = (InetSocketAddress) socket.getRemoteSocketAddress();
    try {
      begin(tls.isPresent() ? tls.get().from(socket) : socket, peer, false, _ -> {});
    } catch (IOException e) {
      room.release();
      log.info("connection not taken peer={} cause=\"{}\"", peer, e.getMessage());
      closeQuietly(socket);
    }
  }

  /** The open connection to this hop, or a new one: may block. */
  TcpConnection to(InetSocketAddress address, String name) {
    To hop = new To(address, tls.isPresent() ? name : "");
    CompletableFuture<TcpConnection> mine = new CompletableFuture<>();
    CompletableFuture<TcpConnection> present = outgoing.putIfAbsent(hop, mine);
    if (present == null) {
      connect(hop, mine);
      present = mine;
    }
    try {
      return present.join();
    } catch (CompletionException e) {
      throw new LinkDown(
          transport() + " to " + address + ": " + e.getCause().getMessage(), e.getCause());
    }
  }

  private void connect(To hop, CompletableFuture<TcpConnection> result) {
    if (closed || !room.tryAcquire()) {
      refused.increment();
      outgoing.remove(hop, result);
      result.completeExceptionally(new LinkDown("too many connections"));
      return;
    }
    Socket socket = new Socket();
    try {
      fromOwnAddress(socket, hop.address());
      socket.connect(hop.address(), CONNECT_MILLIS);
      Socket proved = tls.isPresent() ? tls.get().towards(socket, hop.name()) : socket;
      result.complete(begin(proved, hop.address(), true, _ -> outgoing.remove(hop, result)));
    } catch (IOException e) {
      room.release();
      outgoing.remove(hop, result);
      result.completeExceptionally(e);
      closeQuietly(socket);
    }
  }

  /** A core that trusts by address is to see the address this node listens at. */
  private void fromOwnAddress(Socket socket, InetSocketAddress peer) throws IOException {
    InetAddress own = address.getAddress();
    if (!own.isAnyLocalAddress() && own.getClass() == peer.getAddress().getClass()) {
      socket.bind(new InetSocketAddress(own, 0));
    }
  }

  private TcpConnection begin(
      Socket socket, InetSocketAddress peer, boolean ours, Consumer<TcpConnection> forget)
      throws IOException {
    socket.setTcpNoDelay(true);
    TcpConnection connection =
        new TcpConnection(
            socket,
            peer,
            this,
            ours,
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

  Duration keepalive() {
    return keepalive;
  }

  Transport transport() {
    return tls.isPresent() ? Transport.TLS : Transport.TCP;
  }

  Duration idle() {
    return idle;
  }

  @Override
  public void close() {
    closed = true;
    try {
      closeListener();
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
        Via via = response.getTopmostVia();
        to(Target.ofResponse(via, transport()), via.getHost()).send(message, wire);
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
      return transport().name();
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
