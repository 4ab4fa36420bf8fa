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
import java.util.function.UnaryOperator;
import ringway.acceptance.actors.TestWaf;
import ringway.acceptance.peers.FreePort;
import ringway.acceptance.peers.PeerProcess;

/** The eP-CSCF as an operator starts it, with the options of {@code ./ringway ep-cscf}. */
final class EpCscfServer implements EdgeServer {
  private static final int JCMD_SECONDS = 60;
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

  private final PeerProcess process;
  private final TestWaf waf;
  private final int port;

  private EpCscfServer(PeerProcess process, TestWaf waf, int port) {
    this.process = process;
    this.waf = waf;
    this.port = port;
  }

  /**
   * @param remembered verified tokens it remembers at most
   */
  static EpCscfServer start(int corePort, int iqPort, TestWaf waf, String origin, int remembered)
      throws IOException {
    int port = FreePort.next();
    int management = FreePort.next();
    Path folder = PeerProcess.folder("ep-cscf");
    Path config = folder.resolve("ep-cscf.yaml");
    Files.writeString(
        config,
        """
        ep-cscf:
          w2: {port: %d, origins: ["%s"], messages-per-second: 1000000, handshakes-per-second: 1000000, max-connections-per-address: 10000}
          mw: {port: %d, entry-point: "sip:127.0.0.1:%d"}
          registration: {reg-event: false}
          media: {functions: ["ws://127.0.0.1:%d/iq"]}
          management: {port: %d}
          tokens:
            cache-size: %d
            issuers:
              - issuer: "%s"
                jwks-uri: "%s"
                third-party: false
                claims: {impi: impi, impus: impus, wwsf: wwsf}
        logs: {level: warn}
        """
            .formatted(
                port,
                origin,
                FreePort.next(),
                corePort,
                iqPort,
                management,
                remembered,
                waf.issuer(),
                waf.jwksUri()));
    List<String> command = new ArrayList<>(List.of(JAVA.resolve("java").toString()));
    // This JVM was started by the same script, with what it gives to every server.
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "ringway.launcher.Ringway",
            "ep-cscf",
            "--config",
            config.toString()));
    // The management port opens last.
    PeerProcess process =
        PeerProcess.start(folder.resolve("log"), command).untilListening(management);
    return new EpCscfServer(process, waf, port);
  }

  @Override
  public String name() {
    return "eP-CSCF";
  }

  @Override
  public int w2Port() {
    return port;
  }

  @Override
  public boolean idleFirst() {
    return false;
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
    return Long.parseLong(total.strip().split("\\s+")[2]) + ServerFigures.residentBytes(pids());
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
  public Credentials credentials(int client, int tokens) {
    return Credentials.Tokens.of(waf, client, tokens, UnaryOperator.identity());
  }

  @Override
  public void close() {
    process.close();
  }
}
