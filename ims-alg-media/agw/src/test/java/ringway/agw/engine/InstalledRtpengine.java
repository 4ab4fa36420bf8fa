// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import ringway.agw.embedded.Bench;
import ringway.agw.peer.RtpengineServer;

/** Debian's rtpengine in user space, for the tests of one class; without it they are skipped. */
final class InstalledRtpengine implements BeforeAllCallback, AfterAllCallback {
  private Optional<RtpengineServer> running = Optional.empty();

  @Override
  public void beforeAll(ExtensionContext context) {
    Assumptions.assumeTrue(
        RtpengineServer.program().isPresent(),
        "rtpengine is not installed: apt-get install rtpengine-daemon");
    running = Optional.of(RtpengineServer.start());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    running.ifPresent(RtpengineServer::close);
  }

  void choose(Bench.Settings with) {
    with.engine = EngineKind.RTPENGINE;
    with.rtpengines = List.of(server().udp());
  }

  RtpengineServer server() {
    return running.orElseThrow();
  }
}
