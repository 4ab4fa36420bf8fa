// SPDX-License-Identifier: Apache-2.0
package ringway.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import ringway.acceptance.peers.PeerProcess;

/** One function as an operator starts it, with the options of {@code ./ringway}. */
public final class FunctionProcess implements AutoCloseable {
  private static final int JCMD_SECONDS = 60;
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

  private final PeerProcess process;

  private FunctionProcess(PeerProcess process) {
    this.process = process;
  }

  /**
   * Returns when it serves.
   *
   * @param function by its name on the command line
   * @param settings the whole file
   * @param management its management port, which opens last
   */
  public static FunctionProcess start(String function, String settings, int management)
      throws IOException {
    Path folder = PeerProcess.folder(function);
    Path config = Files.writeString(folder.resolve(function + ".yaml"), settings);
    List<String> command = new ArrayList<>(List.of(JAVA.resolve("java").toString()));
    command.addAll(options(function));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "ringway.launcher.Ringway",
            function,
            "--config",
            config.toString()));
    return new FunctionProcess(
        PeerProcess.start(folder.resolve("log"), command).untilListening(management));
  }

  /** This JVM was started by the same script, with what it gives to signalling or to media. */
  private static List<String> options(String function) {
    Stream<String> given = ManagementFactory.getRuntimeMXBean().getInputArguments().stream();
    return function.equals("media")
        ? given
            .filter(option -> !option.matches("-XX:Max(GCPauseMillis|TenuringThreshold)=.*"))
            .flatMap(
                option ->
                    option.equals("-XX:+UseG1GC")
                        ? Stream.of("-XX:+UseZGC", "-XX:-ZProactive")
                        : Stream.of(option))
            .toList()
        : given.toList();
  }

  public List<Long> pids() {
    return process.pids();
  }

  /** The objects alive, and what is resident beside a heap that is resident as a whole. */
  public long bytesInUse() {
    return bytesAlive() + ServerFigures.residentBytes(pids());
  }

  /** The objects alive, which does not grow with code that is compiled meanwhile. */
  public long bytesAlive() {
    String total =
        jcmd("GC.class_histogram")
            .lines()
            .filter(line -> line.startsWith("Total"))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("jcmd shows no total"));
    return Long.parseLong(total.strip().split("\\s+")[2]);
  }

  private String jcmd(String command) {
    try {
      Process jcmd =
          new ProcessBuilder(JAVA.resolve("jcmd").toString(), pids().getFirst().toString(), command)
              .redirectErrorStream(true)
              .start();
      String out = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!jcmd.waitFor(JCMD_SECONDS, TimeUnit.SECONDS)) {
        jcmd.destroyForcibly();
      }
      return out;
    } catch (IOException e) {
      throw new IllegalStateException("the server's heap cannot be looked at", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
