// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.cdr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.runtime.config.ConfigError;

/**
 * The calls that have ended: the latest in memory, all of them in a file. The file is opened anew
 * for each batch, so whoever rotates it need not tell us.
 */
public final class CallRecords implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CallRecords.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WAITING = 10_000;
  private static final int BATCH = 500;
  private static final long PAUSE_MILLIS = 200;

  private final int recent;
  private final Deque<CallRecord> latest = new ArrayDeque<>(); // guarded by itself
  private final BlockingQueue<CallRecord> toWrite = new ArrayBlockingQueue<>(WAITING);
  private final Optional<Path> file;
  private final Clock clock;
  private final Counter lost;
  private final Thread writer;
  private volatile boolean closed;
  private boolean failing;

  public CallRecords(CdrConfig config, MeterRegistry metrics, Clock clock) {
    this.recent = config.recent();
    this.file = config.file();
    this.clock = clock;
    this.lost = metrics.counter("ringway.cdr.lost");
    metrics.gaugeCollectionSize("ringway.cdr.waiting", List.of(), toWrite);
    file.ifPresent(CallRecords::requireWritable);
    this.writer = Thread.ofVirtual().name("cdr").unstarted(this::write);
    if (file.isPresent()) {
      writer.start();
    }
  }

  private static void requireWritable(Path path) {
    try {
      Path folder = path.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      if (!Files.exists(path)) {
        // Who called whom is nobody else's business.
        Files.createFile(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
      }
      append(path, List.of());
    } catch (IOException e) {
      throw new ConfigError("ep-cscf: cdr.file " + path + " cannot be written: " + e, e);
    }
  }

  /** Never waits: what cannot be kept is counted. */
  public void add(CallRecord ended) {
    synchronized (latest) {
      latest.addFirst(ended);
      while (latest.size() > recent) {
        latest.removeLast();
      }
    }
    if (file.isPresent() && !toWrite.offer(ended)) {
      lost.increment();
    }
  }

  /** The latest first. */
  public List<CallRecord> recent() {
    synchronized (latest) {
      return List.copyOf(latest);
    }
  }

  private void write() {
    List<CallRecord> batch = new ArrayList<>();
    while (!closed || !toWrite.isEmpty() || !batch.isEmpty()) {
      try {
        if (batch.isEmpty()) {
          Optional.ofNullable(toWrite.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS))
              .ifPresent(batch::add);
          toWrite.drainTo(batch, BATCH);
        }
        if (!batch.isEmpty()) {
          append(file.orElseThrow(), batch.stream().map(this::line).toList());
          batch.clear();
          failing = false;
        }
      } catch (IOException e) {
        complain(e);
        if (closed) {
          lost.increment(batch.size() + toWrite.size());
          return;
        }
        pause();
      } catch (InterruptedException _) {
        return; // nobody does this
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS); // the disk may have room again
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void complain(IOException cause) {
    if (!failing) {
      failing = true;
      log.error("call records cannot be written, they wait file={} cause={}", file.get(), cause);
    }
  }

  private static void append(Path path, List<String> lines) throws IOException {
    try (BufferedWriter out =
        Files.newBufferedWriter(
            path, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line : lines) {
        out.write(line);
        out.write('\n');
      }
    }
  }

  private String line(CallRecord call) {
    try {
      return JSON.writeValueAsString(call.shown(clock.instant()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes what waits. */
  @Override
  public void close() {
    closed = true;
    if (file.isEmpty()) {
      return;
    }
    try {
      writer.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
