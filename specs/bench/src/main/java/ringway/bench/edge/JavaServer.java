// SPDX-License-Identifier: Apache-2.0
package ringway.bench.edge;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import ringway.acceptance.peers.FreePort;
import ringway.acceptance.peers.PeerProcess;

/** One function of ours in a process of its own, with the options of this JVM. */
final class JavaServer implements Gateway.Media {
  private static final int JCMD_SECONDS = 60;
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

  private final PeerProcess process;

  private JavaServer(PeerProcess process) {
    this.process = process;
  }

  /** A media function; its Iq port is where the eP-CSCF finds it. */
  static JavaServer media(int iqPort) throws IOException {
    int management = FreePort.next();
    Path config = PeerProcess.folder("media").resolve("media.yaml");
    Files.writeString(
        config,
        """
        media:
          iq: {port: %d}
          management: {port: %d}
          webrtc: {port: 0}
          rtp: {first-port: 0, last-port: 0}
        logs: {level: warn}
        """
            .formatted(iqPort, management));
    return start("media", config, management);
  }

  /**
   * @param port which is open when it is ready
   */
  static JavaServer start(String function, Path config, int port) {
    List<String> command = new ArrayList<>(List.of(JAVA.resolve("java").toString()));
    // This JVM was started by the same script, with what it gives to every server.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .map(option -> function.equals("media") ? option.replace("UseG1GC", "UseZGC") : option)
        .forEach(command::add);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "ringway.launcher.Ringway",
            function,
            "--config",
            config.toString()));
    Path log = config.resolveSibling("log");
    return new JavaServer(PeerProcess.start(log, command).untilListening(port));
  }

  @Override
  public List<Long> pids() {
    return process.pids();
  }

  /** The objects alive, and what is resident beside a heap that is resident as a whole. */
  @Override
  public long bytesInUse() {
    String total =
        jcmd("GC.class_histogram")
            .lines()
            .filter(line -> line.startsWith("Total"))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("jcmd shows no total"));
    return Long.parseLong(total.strip().split("\\s+")[2])
        + ServerFigures.residentBytes(process.pids());
  }

  private String jcmd(String command) {
    try {
      Process jcmd =
          new ProcessBuilder(
                  JAVA.resolve("jcmd").toString(), process.pids().getFirst().toString(), command)
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
