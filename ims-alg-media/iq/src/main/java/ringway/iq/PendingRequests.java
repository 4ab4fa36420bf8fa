// SPDX-License-Identifier: Apache-2.0
package ringway.iq;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Requests that wait for their answer: numbered, bounded in number and in time. Thread-safe. */
final class PendingRequests implements AutoCloseable {
  private static final int LOOKS_PER_LIMIT = 10;

  private record Waiting(IqFrame.Request request, CompletableFuture<JsonNode> answer, long since) {}

  private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();
  private final Semaphore places;
  private final Duration timeLimit;
  private final Thread watch;

  PendingRequests(int capacity, Duration timeLimit) {
    places = new Semaphore(capacity);
    this.timeLimit = timeLimit;
    watch = Thread.ofVirtual().name("iq-time-limit").start(this::watch);
  }

  /** Blocks until the answer is there. */
  JsonNode ask(IqSocket socket, String verb, JsonNode body) {
    return await(send(socket, verb, body));
  }

  /**
   * The answer to come, or a {@link MediaFailure} by the time limit. It is told by the thread that
   * reads, which is not to be held up.
   */
  CompletableFuture<JsonNode> send(IqSocket socket, String verb, JsonNode body) {
    if (!places.tryAcquire()) {
      throw new MediaFailure(
          MediaFailure.Kind.NO_RESOURCES, "too many requests wait for the media function");
    }
    IqFrame.Request request = new IqFrame.Request(lastId.incrementAndGet(), verb, body);
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    CompletableFuture<JsonNode> settled = answer.whenComplete((_, _) -> forget(request));
    waiting.put(request.id(), new Waiting(request, answer, System.nanoTime()));
    if (!socket.send(request)) {
      answer.completeExceptionally(unreachable("the connection to the media function broke"));
    }
    return settled;
  }

  private void forget(IqFrame.Request request) {
    waiting.remove(request.id());
    places.release();
  }

  static JsonNode await(CompletableFuture<JsonNode> answer) {
    try {
      // Not for a time: a timer for each would cost more threads than the answer does.
      return answer.get();
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw unreachable("interrupted while the media function was asked");
    }
  }

  /** With the stack of whom it concerns. */
  static MediaFailure failure(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    return cause instanceof MediaFailure failure
        ? new MediaFailure(failure.kind(), failure.getMessage())
        : new MediaFailure(MediaFailure.Kind.INTERNAL, "no answer: " + cause);
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(timeLimit.dividedBy(LOOKS_PER_LIMIT));
        long now = System.nanoTime();
        waiting.values().stream()
            .filter(asked -> now - asked.since() > timeLimit.toNanos())
            .forEach(asked -> asked.answer().completeExceptionally(late(asked.request())));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private MediaFailure late(IqFrame.Request request) {
    return unreachable("the media function did not answer " + request.verb() + " in " + timeLimit);
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

  @Override
  public void close() {
    watch.interrupt();
    failAll("the connection to the media function is closed");
  }
}
