// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import ringway.agw.embedded.Bench;
import ringway.agw.peer.RtpengineServer;

/** With Debian's rtpengine in user space. */
class RtpengineVideoTest extends VideoContract {
  private static RtpengineServer server;

  @BeforeAll
  static void startServer() {
    Assumptions.assumeTrue(
        RtpengineServer.program().isPresent(),
        "rtpengine is not installed: apt-get install rtpengine-daemon");
    server = RtpengineServer.start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  void choose(Bench.Settings with) {
    with.engine = EngineKind.RTPENGINE;
    with.rtpengines = List.of(server.udp());
  }
}
