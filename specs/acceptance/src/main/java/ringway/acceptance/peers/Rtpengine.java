// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.peers;

import java.nio.file.Path;
import java.util.List;

/** A real rtpengine in user space on loopback. */
public final class Rtpengine implements AutoCloseable {
  private static final int FIRST_PORT = 24_000;
  private static final int LAST_PORT = 39_999;

  private final PeerProcess process;
  private final int ngPort;

  private Rtpengine(PeerProcess process, int ngPort) {
    this.process = process;
    this.ngPort = ngPort;
  }

  public static Rtpengine start() {
    Path program = Program.RTPENGINE.orSkip();
    int ngPort = FreePort.next();
    List<String> command =
        List.of(
            program.toString(),
            "--config-file=none", // not that of the package
            "--foreground",
            "--table=-1",
            "--interface=127.0.0.1",
            "--listen-ng=127.0.0.1:" + ngPort,
            "--port-min=" + FIRST_PORT,
            "--port-max=" + LAST_PORT,
            "--num-threads=2",
            "--delete-delay=0", // else ports stay taken for half a minute
            "--log-level=3",
            "--log-stderr");
    Path log = PeerProcess.folder("rtpengine").resolve("log");
    return new Rtpengine(
        PeerProcess.start(log, command).until(() -> FreePort.isTakenForDatagrams(ngPort)), ngPort);
  }

  /** Where it takes commands, as Kamailio's module writes it. */
  public String address() {
    return "udp:127.0.0.1:" + ngPort;
  }

  /** Its processes. */
  public List<Long> pids() {
    return process.pids();
  }

  @Override
  public void close() {
    process.close();
  }
}
