// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import gov.nist.javax.sip.message.SIPMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.Framing;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.trace.Hop;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.SipLink;

/** One TCP connection of Mw, either way: one thread reads, another writes. Thread-safe. */
final class TcpConnection implements SipLink {
  private static final Logger log = LoggerFactory.getLogger(TcpConnection.class);
  private static final int MAX_WAITING = 512;
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final byte[] PING = {'\r', '\n', '\r', '\n'};
  private static final byte[] PONG = {'\r', '\n'};
  private static final byte[] LAST = {};

  private final Socket socket;
  private final InetSocketAddress peer;
  private final TcpConnections pool;
  private final BlockingQueue<byte[]> outgoing = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final Consumer<TcpConnection> ended;

  /** Whether this node opened it, and so keeps it alive. */
  private final boolean ours;

  private volatile long usedAt = System.nanoTime();

  TcpConnection(
      Socket socket,
      InetSocketAddress peer,
      TcpConnections pool,
      boolean ours,
      Consumer<TcpConnection> ended) {
    this.socket = socket;
    this.peer = peer;
    this.pool = pool;
    this.ours = ours;
    this.ended = ended;
  }

  void start() {
    // Platform threads: for a virtual one each wait with a limit wakes two other threads, too.
    Thread.ofPlatform().daemon().name("mw-tcp-in").start(this::read);
    Thread.ofPlatform().daemon().name("mw-tcp-out").start(this::writeOut);
  }

  InetSocketAddress peer() {
    return peer;
  }

  private void read() {
    try {
      StreamReader reader = new StreamReader(socket, pool.maxMessage(), pool.idle(), PATIENCE);
      while (open.get() && handle(reader.next())) {}
    } catch (IOException | LinkDown e) {
      log.debug("connection lost peer={} cause=\"{}\"", peer, e.getMessage());
    } finally {
      finish();
    }
  }

  /** Whether to go on. */
  private boolean handle(StreamReader.Item item) {
    switch (item) {
      case StreamReader.Item.Message(byte[] bytes) -> {
        usedAt = System.nanoTime();
        pool.inbox().take(bytes, Framing.STREAM, peer, pool.replyLink(this)).ifPresent(this::write);
        return true;
      }
      case StreamReader.Item.Ping _ -> {
        if (!ours) {
          write(PONG); // RFC 5626 §5.4; two pongs in a row look like a ping and are none
        }
        return true;
      }
      case StreamReader.Item.Broken(byte[] bytes, SipReject reject) -> {
        pool.inbox().refuse(bytes, reject, peer).ifPresent(this::write);
        write(LAST);
        return false;
      }
      case StreamReader.Item.Idle _ -> {
        return System.nanoTime() - usedAt < pool.idle().toNanos();
      }
      case StreamReader.Item.End _ -> {
        return false;
      }
    }
  }

  private void writeOut() {
    try {
      OutputStream out = socket.getOutputStream();
      boolean pings = ours && !pool.keepalive().isZero();
      Duration wait = pings ? pool.keepalive() : pool.idle();
      while (true) {
        byte[] message = outgoing.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        if (message == null) {
          if (!open.get()) {
            break;
          }
          if (pings) {
            out.write(PING); // RFC 5626 §3.5.1
          }
          continue;
        }
        if (message.length == 0) {
          break;
        }
        out.write(message);
      }
    } catch (IOException e) {
      log.debug("connection lost peer={} cause=\"{}\"", peer, e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      finish();
      shut();
    }
  }

  private void shut() {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("socket not closed peer={} cause=\"{}\"", peer, e.getMessage());
    }
  }

  /** Nothing goes out any more but what waits already. */
  private void finish() {
    if (open.compareAndSet(true, false)) {
      ended.accept(this);
      if (!outgoing.offer(LAST)) {
        shut();
      }
    }
  }

  void close() {
    finish();
    shut();
  }

  @Override
  public void send(SIPMessage message, byte[] wire) {
    write(wire);
  }

  private void write(byte[] bytes) {
    if (!open.get()) {
      throw new LinkDown("the connection to " + peer + " is closed");
    }
    usedAt = System.nanoTime();
    if (!outgoing.offer(bytes)) {
      close();
      throw new LinkDown(peer + " reads too slowly");
    }
  }

  @Override
  public boolean reliable() {
    return true;
  }

  @Override
  public String viaTransport() {
    return pool.transport().name();
  }

  @Override
  public String viaSentBy() {
    return pool.sentBy();
  }

  @Override
  public String scope() {
    return CoreTransport.SCOPE;
  }

  @Override
  public Hop hop() {
    return new Hop(
        false,
        viaTransport(),
        (InetSocketAddress) socket.getLocalSocketAddress(),
        peer,
        describe());
  }

  @Override
  public String describe() {
    return viaTransport().toLowerCase(Locale.ROOT)
        + " "
        + peer.getHostString()
        + ":"
        + peer.getPort();
  }

  @Override
  public boolean open() {
    return open.get();
  }
}
