// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One end of one connection. Public because Jetty looks the methods of its endpoints up by public
 * access; nothing outside this package can make one.
 */
public final class IqSocket implements Session.Listener.AutoDemanding {
  private static final Logger log = LoggerFactory.getLogger(IqSocket.class);
  private static final int MAX_UNSENT = 4096;

  /** Who is told; called by Jetty, one call at a time per connection. */
  interface Owner {
    void opened(IqSocket socket);

    void received(IqSocket socket, IqFrame frame);

    void closed(IqSocket socket, int code);
  }

  private final Owner owner;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Session session;
  private volatile long heard = System.nanoTime();

  IqSocket(Owner owner) {
    this.owner = owner;
  }

  /** False when the frame could not be handed over; the connection is then on its way down. */
  boolean send(IqFrame frame) {
    Session open = session;
    if (open == null || !open.isOpen()) {
      return false;
    }
    open.sendText(IqCodec.encode(frame), Callback.from(() -> {}, failure -> open.disconnect()));
    return true;
  }

  /** How long the other end has said nothing, in nanoseconds. */
  long silentFor(long now) {
    return now - heard;
  }

  /** Without a word: for an end that no longer listens. */
  void disconnect() {
    Session open = session;
    if (open != null) {
      open.disconnect();
    }
  }

  void close(int code, String reason) {
    Session open = session;
    if (open != null) {
      open.close(code, reason, Callback.NOOP);
    }
  }

  /** True once the connection has ended. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    opened.setMaxOutgoingFrames(MAX_UNSENT);
    session = opened;
    owner.opened(this);
  }

  @Override
  public void onWebSocketText(String message) {
    heard = System.nanoTime();
    IqFrame frame;
    try {
      frame = IqCodec.decode(message);
    } catch (MediaFailure e) {
      log.warn("iq frame refused: {}", e.getMessage());
      close(StatusCode.BAD_PAYLOAD, "not a frame of " + IqCodec.SUB_PROTOCOL);
      return;
    }
    owner.received(this, frame);
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    callback.succeed();
    close(StatusCode.BAD_DATA, "text only");
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    log.debug("iq connection broke", cause);
  }

  @Override
  public void onWebSocketClose(int statusCode, String reason, Callback callback) {
    try {
      owner.closed(this, statusCode); // before: whoever waits for the end wants to know its reason
    } finally {
      ended.countDown();
    }
    callback.succeed();
  }
}
