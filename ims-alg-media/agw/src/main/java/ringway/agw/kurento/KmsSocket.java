// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import ringway.iq.MediaFailure;

/** One WebSocket to one Kurento, of text messages; it is not opened again. Thread-safe. */
final class KmsSocket {
  private static final int LARGEST = 4 * 1024 * 1024; // characters; a list of all pipelines fits

  private final Duration patience;
  private final Consumer<String> received;
  private final Consumer<KmsSocket> ended;
  private final AtomicBoolean over = new AtomicBoolean();
  private final HttpClient http;
  private final WebSocket socket;

  private KmsSocket(
      URI address, Duration patience, Consumer<String> received, Consumer<KmsSocket> ended) {
    this.patience = patience;
    this.received = received;
    this.ended = ended;
    http = HttpClient.newBuilder().connectTimeout(patience).build();
    try {
      socket =
          await(
              http.newWebSocketBuilder()
                  .connectTimeout(patience)
                  .buildAsync(address, new Messages()));
    } catch (RuntimeException e) {
      http.shutdownNow();
      throw e;
    }
  }

  /**
   * @param received told of each message, one at a time
   * @param ended told once, when it has ended and not by {@link #abort}
   */
  static KmsSocket open(
      URI address, Duration patience, Consumer<String> received, Consumer<KmsSocket> ended) {
    return new KmsSocket(address, patience, received, ended);
  }

  boolean isOpen() {
    return !over.get() && !socket.isOutputClosed();
  }

  /** One message at a time: a WebSocket of the JDK takes the next when the last is written. */
  synchronized void send(String message) {
    if (over.get()) { // it may still take what nobody reads
      throw unreachable("the connection has ended");
    }
    try {
      await(socket.sendText(message, true));
    } catch (MediaFailure e) {
      socket.abort();
      end();
      throw e;
    }
  }

  private <T> T await(CompletableFuture<T> step) {
    try {
      return step.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw unreachable(String.valueOf(e.getCause()));
    } catch (TimeoutException _) {
      step.cancel(true);
      throw unreachable("too slow");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw unreachable("interrupted");
    }
  }

  private static MediaFailure unreachable(String why) {
    return new MediaFailure(MediaFailure.Kind.UNREACHABLE, why);
  }

  private void end() {
    if (!over.getAndSet(true)) {
      ended.accept(this);
    }
  }

  void abort() {
    over.set(true);
    socket.abort();
    http.shutdownNow();
  }

  private final class Messages implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      if (message.length() + part.length() > LARGEST) {
        from.abort();
        end();
        return CompletableFuture.completedStage(null);
      }
      message.append(part);
      if (last) {
        String whole = message.toString();
        message.setLength(0);
        received.accept(whole);
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      end();
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      end();
    }
  }
}
