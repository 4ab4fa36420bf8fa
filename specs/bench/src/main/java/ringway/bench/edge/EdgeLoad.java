// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Recorder;
import ringway.bench.ServerFigures;

/** Clients of one server, all at once or at a pace. */
final class EdgeLoad implements AutoCloseable {
  private static final double NANOS = 1e9;
  private static final int DIGITS = 3;

  /** When the run at this place of one client is due; zero for at once. */
  private interface Pace {
    long due(int client, long place);
  }

  private final EdgeServer server;
  private final List<? extends LoadClient> clients;
  private final long most;

  /**
   * @param most runs of one phase
   */
  EdgeLoad(EdgeServer server, List<? extends LoadClient> clients, long most) {
    this.server = server;
    this.clients = List.copyOf(clients);
    this.most = most;
  }

  /** Each client begins anew as soon as it has its answer. */
  Phase asFastAsPossible(Duration time) throws InterruptedException {
    return run(time, (_, _) -> 0);
  }

  /** So many a second over all clients, whether or not the answers keep up. */
  Phase atRate(double perSecond, Duration time) throws InterruptedException {
    long start = System.nanoTime();
    double apart = NANOS / perSecond;
    int all = clients.size();
    return run(time, (client, place) -> start + (long) ((place * all + client) * apart));
  }

  private Phase run(Duration time, Pace pace) throws InterruptedException {
    Recorder times = new Recorder(TimeUnit.MINUTES.toNanos(1), DIGITS);
    LongAdder failed = new LongAdder();
    AtomicLong left = new AtomicLong(most);
    double cpu = ServerFigures.cpuSeconds(server.pids());
    long waits = ServerFigures.waits(server.pids());
    long began = System.nanoTime();
    long end = began + time.toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < clients.size(); i++) {
        int client = i;
        running.add(threads.submit(() -> repeat(client, pace, end, left, times, failed)));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the load generator broke", e.getCause());
    }
    double seconds = (System.nanoTime() - began) / NANOS;
    double spent = ServerFigures.cpuSeconds(server.pids()) - cpu;
    return Phase.of(
        times.getIntervalHistogram(),
        failed.sum(),
        seconds,
        spent,
        ServerFigures.waits(server.pids()) - waits);
  }

  private void repeat(
      int client, Pace pace, long end, AtomicLong left, Recorder times, LongAdder failed) {
    for (long place = 0; left.getAndDecrement() > 0; place++) {
      long due = pace.due(client, place);
      if (due > 0) {
        sleepUntil(due);
      }
      long began = System.nanoTime();
      if (began >= end || due >= end) {
        return;
      }
      try {
        // From when it was due: a late start is the server's doing (coordinated omission).
        long took = clients.get(client).run() + (due > 0 ? began - due : 0);
        times.recordValue(Math.min(took, TimeUnit.MINUTES.toNanos(1)));
      } catch (IOException e) {
        failed.increment();
        System.err.println(server.name() + ": " + e.getMessage());
        return;
      }
    }
  }

  private static void sleepUntil(long due) {
    for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
  }

  @Override
  public void close() {
    clients.forEach(LoadClient::close);
  }
}
