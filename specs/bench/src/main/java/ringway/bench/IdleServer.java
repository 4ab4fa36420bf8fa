// SPDX-License-Identifier: Apache-2.0
package ringway.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import ringway.epcscf.EpCscf;
import ringway.epcscf.EpCscfConfig;
import ringway.runtime.log.Logs;
import ringway.runtime.log.LogsConfig;

/**
 * An eP-CSCF in a process of its own, whose memory is asked for by lines on its standard input.
 * Used by {@link IdleBench} alone.
 */
final class IdleServer {
  private IdleServer() {}

  public static void main(String[] arguments) throws IOException {
    Logs.apply(
        new LogsConfig(LogsConfig.Level.WARN, LogsConfig.Format.TEXT, Optional.empty(), Map.of()));
    EpCscfConfig config = Settings.of("ep-cscf", settings(arguments[0]), EpCscfConfig.class);
    try (EpCscf epCscf = EpCscf.start(config);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("port " + epCscf.w2Port());
      while (in.readLine() != null) {
        System.out.println("memory " + heap() + " " + resident());
      }
    }
  }

  private static String settings(String tlsMode) {
    return """
    w2:
      port: 0
      tls: {mode: "%s"}
      allow-no-origin: true
      max-connections: 1000000
      max-connections-per-address: 1000000
      handshake-timeout: 1m
      handshakes-per-second: 1000000
      ping-interval: 10m
    mw: {port: 0}
    management: {port: 0}
    """
        .formatted(tlsMode);
  }

  private static long heap() {
    System.gc(); // what is left after it is what the connections hold
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElse(0);
  }
}
