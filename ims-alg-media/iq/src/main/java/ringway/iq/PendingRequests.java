// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Requests that wait for their answer: numbered, bounded in number and in time. Thread-safe. */
final class PendingRequests {
  private record Waiting(IqFrame.Request request, CompletableFuture<JsonNode> answer) {}

  private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();
  private final Semaphore places;
  private final Duration timeLimit;

  PendingRequests(int capacity, Duration timeLimit) {
    places = new Semaphore(capacity);
    this.timeLimit = timeLimit;
  }

  /** Blocks until the answer is there. */
  JsonNode ask(IqSocket socket, String verb, JsonNode body) {
    if (!places.tryAcquire()) {
      throw new MediaFailure(
          MediaFailure.Kind.NO_RESOURCES, "too many requests wait for the media function");
    }
    long id = lastId.incrementAndGet();
    IqFrame.Request request = new IqFrame.Request(id, verb, body);
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, new Waiting(request, answer));
    try {
      if (!socket.send(request)) {
        throw unreachable("the connection to the media function broke");
      }
      return answer.get(timeLimit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof MediaFailure failure
          ? new MediaFailure(failure.kind(), failure.getMessage())
          : new MediaFailure(MediaFailure.Kind.INTERNAL, "no answer: " + e.getCause());
    } catch (TimeoutException _) {
      throw unreachable("the media function did not answer " + verb + " in " + timeLimit);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw unreachable("interrupted while the media function was asked");
    } finally {
      waiting.remove(id);
      places.release();
    }
  }

  void answered(IqFrame.Reply reply) {
    Optional.ofNullable(waiting.get(reply.id()))
        .ifPresent(asked -> asked.answer().complete(reply.ok()));
  }

  void refused(IqFrame.Refusal refusal) {
    MediaFailure failure = new MediaFailure(refusal.kind(), refusal.message());
    Optional.ofNullable(waiting.get(refusal.id()))
        .ifPresent(asked -> asked.answer().completeExceptionally(failure));
  }

  /** Under the same numbers, so that the gateway knows what it has carried out. */
  void askAgain(IqSocket socket) {
    waiting.values().forEach(asked -> socket.send(asked.request()));
  }

  void failAll(String reason) {
    waiting.values().forEach(asked -> asked.answer().completeExceptionally(unreachable(reason)));
  }

  private static MediaFailure unreachable(String message) {
    return new MediaFailure(MediaFailure.Kind.UNREACHABLE, message);
  }
}
