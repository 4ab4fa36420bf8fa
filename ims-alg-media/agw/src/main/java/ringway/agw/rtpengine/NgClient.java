// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtpengine;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks one rtpengine. Each request has a cookie of its own, under which rtpengine keeps its answer
 * for repetitions, so none is done twice. Thread-safe; calls wait.
 */
final class NgClient implements AutoCloseable {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final int IN_FLIGHT = 256;
  private static final long FIRST_REPEAT_MILLIS = 150;

  private final URI address;
  private final long patienceNanos;
  private final NgTransport transport;
  private final String session = Long.toHexString(new SecureRandom().nextLong());
  private final AtomicLong requests = new AtomicLong();
  private final Semaphore places = new Semaphore(IN_FLIGHT);
  private final Map<String, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

  NgClient(URI address, Duration patience) throws IOException {
    this.address = address;
    patienceNanos = patience.toNanos();
    transport =
        "udp".equals(address.getScheme())
            ? new NgOverUdp(address, this::received)
            : new NgOverWebSocket(address, patience, this::received);
  }

  URI address() {
    return address;
  }

  static ObjectNode command(String verb) {
    return JSON.createObjectNode().put("command", verb);
  }

  NgReply ask(ObjectNode command) {
    long end = System.nanoTime() + patienceNanos;
    try {
      if (!places.tryAcquire(patienceNanos, TimeUnit.NANOSECONDS)) {
        return new NgReply.Silence("too many requests wait");
      }
      try {
        return ask(command, end);
      } finally {
        places.release();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new NgReply.Silence("interrupted");
    }
  }

  private NgReply ask(ObjectNode command, long end) throws InterruptedException {
    String cookie = session + "_" + requests.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(cookie, answer);
    try {
      return exchange(cookie + " " + command, answer, end);
    } finally {
      waiting.remove(cookie);
    }
  }

  private NgReply exchange(String message, CompletableFuture<JsonNode> answer, long end)
      throws InterruptedException {
    long pause = transport.lossy() ? FIRST_REPEAT_MILLIS : Long.MAX_VALUE;
    String trouble = "no answer";
    do {
      try {
        transport.send(message);
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        return reply(answer.get(Math.clamp(left, 1, pause), TimeUnit.MILLISECONDS));
      } catch (IOException e) {
        trouble = String.valueOf(e.getMessage());
        TimeUnit.MILLISECONDS.sleep(FIRST_REPEAT_MILLIS);
      } catch (TimeoutException _) {
        pause = Math.min(pause, Long.MAX_VALUE / 2) * 2;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e); // nobody completes it so
      }
    } while (System.nanoTime() - end < 0);
    return new NgReply.Silence(trouble);
  }

  private static NgReply reply(JsonNode body) {
    String result = body.path("result").asText();
    return result.equals("ok") || result.equals("pong")
        ? new NgReply.Done(body)
        : new NgReply.Refused(body.path("error-reason").asText(result));
  }

  private void received(String message) {
    int space = message.indexOf(' ');
    CompletableFuture<JsonNode> answer =
        space < 0 ? null : waiting.get(message.substring(0, space));
    if (answer != null) {
      try {
        answer.complete(JSON.readTree(message.substring(space + 1)));
      } catch (JacksonException _) {
        answer.complete(JSON.createObjectNode().put("error-reason", "an answer is not JSON"));
      }
    }
  }

  @Override
  public void close() {
    transport.close();
  }
}
