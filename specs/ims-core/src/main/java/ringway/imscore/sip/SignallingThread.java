// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns all SIP state of the lab core: registrations, forks, calls. Work that
 * fails is logged and does not stop it; more than {@link #MAX_WAITING} waiting tasks are refused.
 */
public final class SignallingThread implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SignallingThread.class);
  private static final int MAX_WAITING = 20_000;
  private static final Duration ASK_LIMIT = Duration.ofSeconds(5);

  private final ScheduledThreadPoolExecutor executor;
  private final AtomicInteger waiting = new AtomicInteger();

  public SignallingThread(String name) {
    executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Returns false when the task was refused: too much waits already, or the core is closed. */
  public boolean post(Runnable task) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return false;
    }
    try {
      executor.execute(
          () -> {
            waiting.decrementAndGet();
            run(task);
          });
      return true;
    } catch (RejectedExecutionException _) {
      waiting.decrementAndGet();
      return false;
    }
  }

  /** A timer; cancel the returned future to stop it. After close it never fires. */
  public Future<?> after(Duration delay, Runnable task) {
    try {
      return executor.schedule(() -> run(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      FutureTask<Void> never = new FutureTask<>(() -> null);
      never.cancel(false);
      return never;
    }
  }

  public void every(Duration period, Runnable task) {
    executor.scheduleWithFixedDelay(
        () -> run(task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Runs the question on the signalling thread and waits for the answer; for management routes. */
  public <T> T ask(Supplier<T> question) {
    FutureTask<T> task = new FutureTask<>(question::get);
    if (!post(task)) {
      throw new IllegalStateException("the signalling thread takes no work");
    }
    try {
      return task.get(ASK_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException reason) {
        throw reason;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the signalling thread did not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException failure) { // border: one bad message must not end the others
      log.error("signalling task failed", failure);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
