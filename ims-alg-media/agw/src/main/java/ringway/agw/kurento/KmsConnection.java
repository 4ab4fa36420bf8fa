// SPDX-License-Identifier: Apache-2.0
package ringway.agw.kurento;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kurento.jsonrpc.JsonRpcErrorException;
import org.kurento.jsonrpc.JsonUtils;
import org.kurento.jsonrpc.client.Continuation;
import org.kurento.jsonrpc.client.JsonRpcClient;
import org.kurento.jsonrpc.internal.JsonRpcRequestSenderHelper;
import org.kurento.jsonrpc.internal.client.ClientSession;
import org.kurento.jsonrpc.internal.client.TransactionImpl;
import org.kurento.jsonrpc.message.Message;
import org.kurento.jsonrpc.message.MessageUtils;
import org.kurento.jsonrpc.message.Request;
import org.kurento.jsonrpc.message.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.iq.MediaFailure;

/**
 * The JSON-RPC of the Kurento Java client over a WebSocket that opens when it is told to. A session
 * outlives its socket, and request numbers are of the session: Kurento keeps its answers under them
 * for a while and gives a number seen before the answer of then. Thread-safe; requests wait.
 */
final class KmsConnection extends JsonRpcClient {
  /** What became of the session when the socket was opened. */
  enum Opened {
    RESUMED,
    /** It knows nothing of what was before. */
    NEW
  }

  private static final Logger log = LoggerFactory.getLogger(KmsConnection.class);
  private static final int IN_FLIGHT = 256;
  private static final int EVENTS = 4096;
  private static final int INVALID_SESSION = 40007;

  private final URI address;
  private final Duration patience;
  private final Runnable closedByKms;
  private final Sender sender = new Sender();
  private final Semaphore places = new Semaphore(IN_FLIGHT);
  private final Map<Integer, CompletableFuture<Response<JsonElement>>> waiting =
      new ConcurrentHashMap<>();
  private final InOrder events;
  private volatile Optional<KmsSocket> socket = Optional.empty(); // written under this
  private String server = ""; // guarded by this

  /**
   * @param closedByKms told when an open connection ends; must not wait
   */
  KmsConnection(URI address, Duration patience, Runnable closedByKms) {
    this.address = address;
    this.patience = patience;
    this.closedByKms = closedByKms;
    // Not on the thread that takes answers: the client looks events up under a lock that it holds
    // while it waits for the answer to a create.
    events = new InOrder("kurento-events-" + address.getAuthority(), EVENTS);
    rsHelper = sender;
    session = new ClientSession(null, null, this);
  }

  URI address() {
    return address;
  }

  boolean isOpen() {
    return socket.filter(KmsSocket::isOpen).isPresent();
  }

  /** Opens the socket and takes the session up again, when Kurento still has it. */
  synchronized Opened open() {
    socket.ifPresent(KmsSocket::abort);
    KmsSocket next = KmsSocket.open(address, patience, this::received, this::ended);
    socket = Optional.of(next);
    try {
      Opened outcome = resume();
      log.info("kurento connected uri={} session={}", address, outcome);
      return outcome;
    } catch (MediaFailure | IOException e) {
      socket = Optional.empty();
      next.abort();
      throw new MediaFailure(MediaFailure.Kind.UNREACHABLE, String.valueOf(e.getMessage()));
    }
  }

  private Opened resume() throws IOException {
    Opened outcome = sender.hasSession() ? Opened.RESUMED : Opened.NEW;
    String found;
    try {
      found = sender.connect();
    } catch (JsonRpcErrorException e) {
      if (e.getCode() != INVALID_SESSION) {
        throw new IOException(e.getMessage(), e);
      }
      sender.forgetSession();
      outcome = Opened.NEW;
      found = sender.connect();
    }
    if (!found.equals(server)) {
      outcome = Opened.NEW;
      server = found;
    }
    return outcome;
  }

  /** The next thing is to open it again. */
  synchronized void hangUp() {
    socket.ifPresent(KmsSocket::abort);
    socket = Optional.empty();
  }

  private void ended(KmsSocket gone) {
    if (socket.filter(gone::equals).isPresent()) {
      waiting.values().forEach(answer -> answer.cancel(false));
      closedByKms.run();
    }
  }

  /** Whether anybody answers. */
  void ping() {
    try {
      sendRequest("ping");
    } catch (IOException e) {
      throw new MediaFailure(MediaFailure.Kind.UNREACHABLE, String.valueOf(e.getMessage()));
    }
  }

  private void received(String text) {
    try {
      JsonObject message = JsonUtils.fromJson(text, JsonObject.class);
      if (message.has("method")) {
        Request<JsonElement> event = JsonUtils.fromJsonRequest(message, JsonElement.class);
        events.add(() -> handlerManager.handleRequest(session, event, NO_ANSWER));
      } else {
        Response<JsonElement> response = JsonUtils.fromJsonResponse(message, JsonElement.class);
        Optional.ofNullable(response.getId())
            .map(waiting::get)
            .ifPresent(answer -> answer.complete(response));
      }
    } catch (JsonParseException e) {
      log.warn("kurento said what is not understood uri={} reason={}", address, e.getMessage());
    }
  }

  /** Kurento asks nothing. */
  private static final TransactionImpl.ResponseSender NO_ANSWER =
      new TransactionImpl.ResponseSender() {
        @Override
        public void sendResponse(Message message) {
          // nobody waits
        }

        @Override
        public void sendPingResponse(Message message) {
          // nobody waits
        }
      };

  private <P> Response<JsonElement> exchange(Request<P> request) {
    CompletableFuture<Response<JsonElement>> answer = new CompletableFuture<>();
    try {
      if (!places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw silent("too many requests wait");
      }
      try {
        waiting.put(request.getId(), answer);
        socket.orElseThrow(() -> silent("there is no connection")).send(request.toString());
        return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      } finally {
        waiting.remove(request.getId());
        places.release();
      }
    } catch (TimeoutException _) {
      throw silent("no answer to " + request.getMethod() + " in " + patience);
    } catch (CancellationException _) {
      throw silent("the connection has ended");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // nobody completes it so
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw silent("interrupted");
    }
  }

  private MediaFailure silent(String why) {
    return new MediaFailure(MediaFailure.Kind.UNREACHABLE, "kurento " + address + ": " + why);
  }

  /** The connection is opened by {@link #open}. */
  @Override
  public void connect() {
    // The client calls this when it is made, when Kurento need not be there yet.
  }

  @Override
  public void setRequestTimeout(long millis) {
    // It is given to the constructor.
  }

  /** Ends the session, and with it all there is of ours. */
  @Override
  public void close() throws IOException {
    super.close();
    if (isOpen()) {
      try {
        sendRequest("closeSession");
      } catch (IOException | MediaFailure e) {
        log.debug("kurento session not closed uri={}", address, e);
      }
    }
    hangUp();
    events.close();
  }

  /** Numbers requests, over all sockets of the session, and names the session in them. */
  private final class Sender extends JsonRpcRequestSenderHelper {
    boolean hasSession() {
      return sessionId != null;
    }

    void forgetSession() {
      sessionId = null;
    }

    /** The server's id, another after each of its starts. */
    String connect() throws IOException {
      JsonObject found = sendRequest("connect", JsonObject.class);
      return found.get("serverId").getAsString();
    }

    @Override
    protected <P, R> Response<R> internalSendRequest(Request<P> request, Class<R> type) {
      return MessageUtils.convertResponse(exchange(request), type);
    }

    @Override
    protected void internalSendRequest(
        Request<?> request,
        Class<JsonElement> type,
        Continuation<Response<JsonElement>> continuation) {
      Thread.startVirtualThread(
          () -> {
            try {
              continuation.onSuccess(exchange(request));
            } catch (RuntimeException e) {
              continuation.onError(e);
            }
          });
    }
  }
}
