// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import gov.nist.javax.sip.message.SIPMessage;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import ringway.epcscf.trace.Hop;
import ringway.epcscf.transaction.LinkDown;
import ringway.epcscf.transaction.SipLink;

/** One W2 connection. */
public final class Flow implements SipLink {
  private static final char REPLACEMENT = '\uFFFD';
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MAX_WAITING_MESSAGES = 256;
  private static final int MAX_WAITING_BYTES = 1024 * 1024;
  private static final int MAX_REASON = 120; // RFC 6455 §5.5: 125 with the code
  private static final Duration CLOSING_GRACE = Duration.ofSeconds(5);

  private final String id;
  private final Instant openedAt = Instant.now();
  private final Peer peer;
  private final String sentBy;
  private final Hop hop;
  private final Session session;
  private final W2Listener listener;
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger waitingBytes = new AtomicInteger();
  private final AtomicInteger messagesOut = new AtomicInteger();
  private volatile int messagesIn; // written by the thread that delivers
  private volatile long heardAt = System.nanoTime();
  private volatile long closedAt;
  private volatile boolean pinged;
  private volatile boolean dismissed;
  private volatile boolean left;

  Flow(Session session, Peer peer, String sentBy, W2Listener listener) {
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    this.id = HexFormat.of().formatHex(random);
    this.session = session;
    this.peer = peer;
    this.sentBy = sentBy;
    this.hop =
        new Hop(
            true,
            viaTransport(),
            (InetSocketAddress) session.getLocalSocketAddress(),
            peer.remote(),
            id);
    this.listener = listener;
  }

  /** Random, and never used again. */
  public String id() {
    return id;
  }

  public Instant openedAt() {
    return openedAt;
  }

  public InetSocketAddress remote() {
    return peer.remote();
  }

  /** Whether the connection is TLS up to us. */
  public boolean secure() {
    return peer.secure();
  }

  /** The version of TLS up to us; empty for none. */
  public Optional<String> tlsVersion() {
    return peer.tls();
  }

  /** When the peer was last heard, if only by a pong. */
  public Instant lastActivity() {
    return Instant.now().minusNanos(System.nanoTime() - heardAt);
  }

  /** SIP messages that came, whole ones. */
  public long messagesIn() {
    return messagesIn;
  }

  /** SIP messages sent or waiting to be. */
  public long messagesOut() {
    return messagesOut.get();
  }

  /** Handed to the connection and not yet taken by the network. */
  public int waitingMessages() {
    return waiting.get();
  }

  public int waitingBytes() {
    return waitingBytes.get();
  }

  /** Ends the connection with a WebSocket close code. */
  public void close(int code, String reason) {
    close(code, reason, Callback.NOOP);
  }

  void close(int code, String reason, Callback done) {
    dismissed = true;
    String shown = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
    session.close(code, shown, done);
    ended();
  }

  /**
   * One of the two ends has closed it on purpose, so that no other connection will take its place.
   * One that broke off, or whose page went away, may come back as another.
   */
  public boolean dismissed() {
    return dismissed;
  }

  /** Its page went away (RFC 6455 §7.4.1: 1001): it is being reloaded, or was closed. */
  public boolean left() {
    return left;
  }

  /** The client has closed it with this code. */
  void closedByClient(int code) {
    dismissed |= code == CloseCode.NORMAL;
    left |= code == CloseCode.GOING_AWAY;
    ended();
  }

  /** The connection is gone, or as good as gone. */
  void ended() {
    if (open.compareAndSet(true, false)) {
      closedAt = System.nanoTime();
      listener.ended(this);
    }
  }

  @Override
  public void send(SIPMessage message, byte[] wire) {
    write(wire);
  }

  /** Hands the bytes to the connection without waiting for them to leave. */
  void write(byte[] message) {
    if (!open.get()) {
      throw new LinkDown("the connection is closed");
    }
    if (waiting.incrementAndGet() > MAX_WAITING_MESSAGES
        || waitingBytes.addAndGet(message.length) > MAX_WAITING_BYTES) {
      listener.limited(Limit.SLOW_READER);
      close(CloseCode.POLICY, "reads too slowly");
      throw new LinkDown("the peer reads too slowly");
    }
    Callback done =
        Callback.from(
            () -> written(message.length),
            _ -> {
              written(message.length);
              ended();
            });
    Optional<String> text = text(message);
    if (text.isPresent()) {
      session.sendText(text.get(), done);
    } else {
      session.sendBinary(ByteBuffer.wrap(message), done); // RFC 7118 §4.2
    }
  }

  private void written(int bytes) {
    waiting.decrementAndGet();
    waitingBytes.addAndGet(-bytes);
  }

  private static Optional<String> text(byte[] message) {
    String text = new String(message, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) < 0) {
      return Optional.of(text);
    }
    try { // either it was sent to us so, or something is no UTF-8
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  void pong(ByteBuffer payload) {
    session.sendPong(payload, Callback.NOOP);
  }

  /** A SIP message came. Deliveries of one connection follow each other. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void received() {
    messagesIn++;
  }

  /** Something came from the peer, if only a pong. */
  void heard() {
    heardAt = System.nanoTime();
    pinged = false;
  }

  /** Pings a silent peer, gives up one that stays silent. RFC 7118 §6. */
  void checkAlive(Duration pingInterval) {
    long silence = System.nanoTime() - heardAt;
    if (silence >= 2 * pingInterval.toNanos()) {
      session.close(CloseCode.POLICY, "no answer to the ping", Callback.NOOP);
      ended();
      session.disconnect(); // nobody is there to answer the close frame
    } else if (silence >= pingInterval.toNanos() && !pinged) {
      pinged = true;
      session.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
    }
  }

  /** Whether the socket of a closed flow is gone; after a grace it is cut. */
  boolean cutWhenDue() {
    if (session.isOpen() && System.nanoTime() - closedAt < CLOSING_GRACE.toNanos()) {
      return false;
    }
    session.disconnect();
    return true;
  }

  @Override
  public boolean reliable() {
    return true;
  }

  @Override
  public boolean ownReader() {
    return true; // Jetty reads each connection on a virtual thread of its own
  }

  @Override
  public String viaTransport() {
    return secure() ? "WSS" : "WS";
  }

  @Override
  public String viaSentBy() {
    return sentBy;
  }

  @Override
  public String scope() {
    return id();
  }

  @Override
  public Hop hop() {
    return hop;
  }

  @Override
  public String describe() {
    return "flow " + id();
  }

  @Override
  public boolean open() {
    return open.get();
  }
}
