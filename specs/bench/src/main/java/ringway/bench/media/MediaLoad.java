// SPDX-License-Identifier: Apache-2.0
package ringway.bench.media;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import ringway.bench.ServerFigures;

/** Calls over one server, relayed and transcoded, their packets spread evenly over each 20 ms. */
final class MediaLoad implements AutoCloseable {
  private static final long FRAME = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long CONSENT_MILLIS = 5000;
  private static final int CALLS_A_SENDER = 250;
  private static final int SET_UP_AT_A_TIME = 8;
  private static final Duration LATEST = Duration.ofMillis(500);
  private static final int SEED = 1;

  private final MediaServer server;
  private final int transcoded;
  private final Arrivals arrivals = new Arrivals();
  private final Arrivals pauses = new Arrivals();
  private final List<LoadedCall> calls = new ArrayList<>();
  private final long bytesBefore;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  /**
   * @param transcoded further calls, beside those that are relayed and looked at
   */
  MediaLoad(MediaServer server, int relayed, int transcoded) throws Exception {
    this.server = server;
    this.transcoded = transcoded;
    bytesBefore = server.bytesInUse();
    try (ExecutorService threads = Executors.newFixedThreadPool(SET_UP_AT_A_TIME)) {
      List<Callable<LoadedCall>> setUps = new ArrayList<>();
      for (int i = 0; i < relayed; i++) {
        String id = "bench-" + i;
        setUps.add(() -> server.call(id, arrivals));
      }
      for (int i = 0; i < transcoded; i++) {
        String id = "bench-transcoded-" + i;
        setUps.add(() -> server.transcoded(id, pauses));
      }
      Collections.shuffle(setUps, new Random(SEED)); // so that each meets all kinds of others
      for (Future<LoadedCall> call : threads.invokeAll(setUps)) {
        calls.add(call.get());
      }
    }
    for (int i = 0; i < calls.size(); i++) {
      LoadedCall call = calls.get(i);
      clock.scheduleAtFixedRate(
          () -> Thread.startVirtualThread(call::askConsent),
          CONSENT_MILLIS * i / calls.size(), // evenly, as the packets
          CONSENT_MILLIS,
          TimeUnit.MILLISECONDS);
    }
  }

  /** What {@code time} showed, after {@code warmUp} of the same. */
  MediaFigures run(Duration warmUp, Duration time) throws Exception {
    send(warmUp);
    double cpuBefore = ServerFigures.cpuSeconds(server.pids());
    arrivals.begin();
    pauses.begin();
    long began = System.nanoTime();
    send(time);
    arrivals.end();
    pauses.end();
    double seconds = (System.nanoTime() - began) / 1e9;
    double cpu = ServerFigures.cpuSeconds(server.pids()) - cpuBefore;
    long sent = arrivals.sent();
    long spoken = pauses.sent();
    clock.schedule(() -> {}, LATEST.toMillis(), TimeUnit.MILLISECONDS).get(); // what is under way
    return MediaFigures.of(
        server.name(),
        calls.size() - transcoded,
        seconds,
        cpu,
        MediaFigures.Times.of(sent, arrivals.delays()),
        new MediaFigures.Transcoded(transcoded, MediaFigures.Times.of(spoken, pauses.delays())),
        server.bytesInUse() - bytesBefore);
  }

  private void send(Duration time) throws Exception {
    int senders = (calls.size() + CALLS_A_SENDER - 1) / CALLS_A_SENDER;
    long start = System.nanoTime();
    long end = start + time.toNanos();
    try (ExecutorService threads = Executors.newFixedThreadPool(senders)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < senders; i++) {
        int first = i;
        running.add(
            threads.submit(
                () -> {
                  send(first, senders, start, end);
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  private void send(int first, int step, long start, long end) throws IOException {
    for (long frame = start; frame < end; frame += FRAME) {
      for (int i = first; i < calls.size(); i += step) {
        long due = frame + FRAME * i / calls.size();
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        calls.get(i).speak();
      }
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    calls.forEach(LoadedCall::close);
  }
}
