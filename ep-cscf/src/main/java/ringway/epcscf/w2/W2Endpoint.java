// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.w2;

import gov.nist.javax.sip.message.SIPMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.exceptions.MessageTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.sip.BadMessage;
import ringway.epcscf.sip.Framing;
import ringway.epcscf.sip.SipParser;
import ringway.epcscf.sip.SipReject;
import ringway.epcscf.transaction.LinkDown;

/**
 * What Jetty calls for one connection, one call at a time. Public because Jetty finds the methods
 * by reflection.
 */
public final class W2Endpoint implements Session.Listener.AutoDemanding {
  private static final Logger log = LoggerFactory.getLogger(W2Endpoint.class);
  private static final byte[] PING = {'\r', '\n', '\r', '\n'};
  private static final byte[] PONG = {'\r', '\n'};

  private final W2Listener listener;
  private final Peer peer;
  private final EndPoint socket;
  private final RateLimit rate;
  private Optional<Flow> flow = Optional.empty();

  W2Endpoint(W2Listener listener, Peer peer, EndPoint socket, int messagesPerSecond) {
    this.listener = listener;
    this.peer = peer;
    this.socket = socket;
    this.rate = new RateLimit(messagesPerSecond);
  }

  @Override
  public void onWebSocketOpen(Session session) {
    flow = listener.opened(session, peer, socket);
    if (flow.isEmpty()) {
      session.close(CloseCode.TRY_AGAIN_LATER, "too many connections", Callback.NOOP);
    }
  }

  @Override
  public void onWebSocketText(String message) {
    received(message.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    byte[] message = new byte[payload.remaining()];
    payload.get(message);
    callback.succeed();
    received(message);
  }

  @Override
  public void onWebSocketPing(ByteBuffer payload) {
    flow.filter(this::admitted)
        .ifPresent(
            open -> {
              ByteBuffer copy = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
              open.pong(copy);
            });
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    flow.ifPresent(this::admitted);
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    if (cause instanceof MessageTooLargeException) {
      listener.limited(Limit.MESSAGE_SIZE); // Jetty closes with 1009
    }
    log.debug("connection failed cause=\"{}\"", cause.getMessage());
    flow.ifPresent(listener::lost);
  }

  @Override
  public void onWebSocketClose(int statusCode, String reason, Callback callback) {
    callback.succeed();
    flow.ifPresent(open -> listener.closed(open, statusCode));
  }

  private void received(byte[] message) {
    flow.filter(this::admitted).ifPresent(open -> handle(message, open));
  }

  /** Whether to go on with what came. */
  private boolean admitted(Flow open) {
    open.heard();
    if (!open.open()) {
      return false;
    }
    if (!rate.allows(System.nanoTime())) {
      listener.limited(Limit.MESSAGE_RATE);
      open.close(CloseCode.POLICY, "too many messages");
      return false;
    }
    return true;
  }

  private void handle(byte[] message, Flow open) {
    try {
      if (isBlank(message)) {
        if (Arrays.equals(message, PING)) {
          open.write(PONG); // RFC 5626 §5.4
        }
        return;
      }
      SIPMessage parsed;
      try {
        parsed = SipParser.parse(message, Framing.WEBSOCKET);
      } catch (SipReject reject) {
        refuse(message, reject, open);
        return;
      }
      listener.received(parsed, message, open);
    } catch (LinkDown down) {
      log.debug("not answered peer=\"{}\" cause=\"{}\"", open.describe(), down.getMessage());
    } catch (RuntimeException e) {
      // The border: whatever one message does must cost no other.
      listener.failed();
      log.error("message failed peer=\"{}\"", open.describe(), e);
    }
  }

  private void refuse(byte[] message, SipReject reject, Flow open) {
    listener.malformed();
    log.info("malformed peer=\"{}\" cause=\"{}\"", open.describe(), reject.getMessage());
    Optional<byte[]> answer = BadMessage.answer(message, reject);
    if (answer.isPresent()) {
      open.write(answer.get());
    } else if (!BadMessage.isUnanswerable(message)) {
      open.close(CloseCode.BAD_PAYLOAD, "not a SIP message");
    }
  }

  private static boolean isBlank(byte[] message) {
    for (byte b : message) {
      if (b != '\r' && b != '\n') {
        return false;
      }
    }
    return true;
  }
}
