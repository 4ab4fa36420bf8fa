// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import ringway.acceptance.sip.Dialogs;

/** One client of a {@link Crowd}; does one thing at a time. */
final class CrowdMember {
  private static final String PING = "\r\n\r\n";
  private static final String PONG = "\r\n";

  private final Subscriber user;
  private final String token;
  private final String host = Dialogs.fresh("") + ".invalid";
  private final UUID instance = UUID.nameUUIDFromBytes(host.getBytes(StandardCharsets.UTF_8));
  private int cseq;
  private volatile CompletableFuture<WebSocket> socket = new CompletableFuture<>();
  private volatile CompletableFuture<Integer> closed = new CompletableFuture<>();
  private volatile CompletableFuture<Object> answered = new CompletableFuture<>();
  private volatile CompletableFuture<Object> ponged = new CompletableFuture<>();
  private volatile int pongsToCome;

  CrowdMember(Subscriber user, String token) {
    this.user = user;
    this.token = token;
  }

  CompletableFuture<WebSocket> connects(HttpClient client, URI w2) {
    closed = new CompletableFuture<>();
    socket = client.newWebSocketBuilder().subprotocols("sip").buildAsync(w2, new Frames(closed));
    return socket;
  }

  /** Completes with its 200, fails with any other answer. */
  CompletableFuture<Object> registers() {
    answered = new CompletableFuture<>();
    return sends(register()).thenCompose(_ -> answered);
  }

  private String register() {
    cseq++;
    return """
    REGISTER sip:%s SIP/2.0
    Via: SIP/2.0/WS %s;branch=z9hG4bK%s
    Max-Forwards: 70
    From: <%s>;tag=crowd
    To: <%s>
    Call-ID: crowd-%s
    CSeq: %d REGISTER
    Expires: 3600
    Supported: path, outbound
    Authorization: Bearer %s
    Contact: <sip:%s@%s;transport=ws>;reg-id=1;+sip.instance="<urn:uuid:%s>"
    Content-Length: 0

    """
        .formatted(
            Subscriber.DOMAIN,
            host,
            Dialogs.fresh(""),
            user.impu(),
            user.impu(),
            host,
            cseq,
            token,
            user.name(),
            host,
            instance)
        .replace("\n", "\r\n");
  }

  CompletableFuture<Object> pings(int times) {
    pongsToCome = times;
    ponged = new CompletableFuture<>();
    CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    for (int i = 0; i < times; i++) {
      sent = sent.thenCompose(_ -> sends(PING)); // one frame at a time is what it takes
    }
    return sent.thenCompose(_ -> ponged);
  }

  private CompletableFuture<WebSocket> sends(String text) {
    return socket.thenCompose(open -> open.sendText(text, true));
  }

  /** With the code of the connection it had last. */
  CompletableFuture<Integer> closed() {
    return closed;
  }

  void close() {
    socket.thenAccept(WebSocket::abort);
  }

  private void heard(String message) {
    if (message.equals(PONG)) {
      if (--pongsToCome == 0) {
        ponged.complete(message);
      }
    } else if (message.startsWith("SIP/2.0 200 ")) {
      answered.complete(message);
    } else if (message.startsWith("SIP/2.0 ") && !message.startsWith("SIP/2.0 1")) {
      answered.completeExceptionally(new IllegalStateException(message));
    }
  }

  /** Called by one thread at a time, as a WebSocket's listener is. */
  private final class Frames implements WebSocket.Listener {
    private final CompletableFuture<Integer> end;
    private final StringBuilder text = new StringBuilder();

    private Frames(CompletableFuture<Integer> end) {
      this.end = end;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        heard(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedStage(from);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      return onText(from, StandardCharsets.UTF_8.decode(data), last);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      ended(code, "closed with " + code + " " + reason);
      return CompletableFuture.completedStage(from);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      ended(1006, error.toString()); // RFC 6455 §7.4.1: no close frame came
    }

    private void ended(int code, String why) {
      end.complete(code);
      answered.completeExceptionally(new IllegalStateException(why));
      ponged.completeExceptionally(new IllegalStateException(why));
    }
  }
}
