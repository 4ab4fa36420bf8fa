// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A process of another maker's program, its output in a file. */
public final class PeerProcess implements AutoCloseable {
  /** A JVM on a busy machine takes its time. */
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int CONNECT_MILLIS = 200;
  private static final Duration STEP = Duration.ofMillis(20);

  private final Process process;
  private final Path log;

  private PeerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  public static PeerProcess start(Path log, List<String> command) {
    return start(log, command, Map.of());
  }

  /**
   * @param secrets for its environment, since everybody sees its arguments
   */
  static PeerProcess start(Path log, List<String> command, Map<String, String> secrets) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(log.toAbsolutePath().getParent().toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(log.toFile());
    builder.environment().putAll(secrets);
    try {
      return new PeerProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder of its own below {@code target}, which stays for whoever wants to read the logs. */
  public static Path folder(String name) {
    try {
      Path all = Files.createDirectories(Path.of("target", "peers").toAbsolutePath());
      return Files.createTempDirectory(all, name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A script of this package where a program can read it, the words in brackets filled in. */
  static Path copy(String resource, Path folder, Map<String, String> words) {
    try (InputStream in = PeerProcess.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> word : words.entrySet()) {
        text = text.replace("[" + word.getKey() + "]", word.getValue());
      }
      return Files.writeString(folder.resolve(resource), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for what shows that it serves. */
  PeerProcess until(BooleanSupplier ready) {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (!ready.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        String told = log();
        close();
        throw new IllegalStateException("did not start: " + process.info() + "\n" + told);
      }
      pause();
    }
    return this;
  }

  /** Waits until it accepts connections at this port of loopback. */
  public PeerProcess untilListening(int port) {
    return until(() -> accepts(port));
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(STEP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** It and what it forked. */
  public List<Long> pids() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .filter(ProcessHandle::isAlive)
        .map(ProcessHandle::pid)
        .toList();
  }

  public String log() {
    try {
      return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its exit status; killed when it does not end in time. */
  int awaitExit(Duration limit) {
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    close();
    throw new IllegalStateException("did not end within " + limit.toSeconds() + " s\n" + log());
  }

  /** Ends it without a word, as a crash or a lost machine does. */
  public void kill() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    awaitExit(GRACE);
  }

  /** Asks it to end, then makes it. */
  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
