// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.peers;

import java.nio.file.Path;
import java.util.List;
import ringway.agw.peer.RtpengineServer;

/** A real rtpengine in user space on loopback, for Kamailio's module. */
public final class Rtpengine implements AutoCloseable {
  /** At once, and those of the last second or two, whose ports it has not let go of yet. */
  private static final int CALLS = 1550;

  private final RtpengineServer server;

  private Rtpengine(RtpengineServer server) {
    this.server = server;
  }

  public static Rtpengine start() {
    Path _ = Program.RTPENGINE.orSkip();
    return new Rtpengine(RtpengineServer.startFor(CALLS));
  }

  /** Where it takes commands, as Kamailio's module writes it. */
  public String address() {
    return "udp:127.0.0.1:" + server.ngPort();
  }

  /** Its processes. */
  public List<Long> pids() {
    return List.of(server.process().pid());
  }

  @Override
  public void close() {
    server.close();
  }
}
