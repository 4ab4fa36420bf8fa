// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** NG messages over a WebSocket, which is opened again with the next message when it is lost. */
final class NgOverWebSocket implements NgTransport {
  private static final String SUB_PROTOCOL = "ng.rtpengine.com";
  private static final int LARGEST = 4 * 1024 * 1024;

  private final URI address;
  private final Duration patience;
  private final Receiver receiver;
  private final HttpClient http;
  private Optional<WebSocket> open = Optional.empty(); // guarded by this

  NgOverWebSocket(URI address, Duration patience, Receiver receiver) {
    this.address = address;
    this.patience = patience;
    this.receiver = receiver;
    http = HttpClient.newBuilder().connectTimeout(patience).build();
  }

  /** One message at a time: a WebSocket of the JDK takes the next when the last is written. */
  @Override
  public synchronized void send(String message) throws IOException {
    try {
      if (open.filter(socket -> !socket.isOutputClosed()).isEmpty()) {
        open = Optional.of(wait(connect()));
      }
      wait(open.get().sendText(message, true));
    } catch (IOException e) {
      open.ifPresent(WebSocket::abort);
      open = Optional.empty();
      throw e;
    }
  }

  private CompletableFuture<WebSocket> connect() {
    return http.newWebSocketBuilder()
        .subprotocols(SUB_PROTOCOL)
        .connectTimeout(patience)
        .buildAsync(address, new Messages());
  }

  private <T> T wait(CompletableFuture<T> step) throws IOException {
    try {
      return step.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      step.cancel(true);
      throw new IOException("too slow", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public boolean lossy() {
    return false;
  }

  @Override
  public synchronized void close() {
    open.ifPresent(WebSocket::abort);
    http.shutdownNow();
  }

  private final class Messages implements WebSocket.Listener {
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    /** It answers in binary frames, whatever the question was in. */
    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      return take(socket, bytes, last);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      return take(socket, part.toString().getBytes(StandardCharsets.UTF_8), last);
    }

    private CompletionStage<?> take(WebSocket socket, byte[] part, boolean last) {
      if (message.size() + part.length > LARGEST) {
        socket.abort();
        return CompletableFuture.completedStage(null);
      }
      message.writeBytes(part);
      if (last) {
        String whole = message.toString(StandardCharsets.UTF_8);
        message.reset();
        receiver.received(whole);
      }
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
      socket.abort();
    }
  }
}
