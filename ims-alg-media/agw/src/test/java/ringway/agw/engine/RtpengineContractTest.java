// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.RegisterExtension;
import ringway.agw.embedded.Bench;

/** With Debian's rtpengine in user space. */
class RtpengineContractTest extends EngineContract {
  @RegisterExtension static final InstalledRtpengine RTPENGINE = new InstalledRtpengine();

  @Override
  void choose(Bench.Settings with) {
    RTPENGINE.choose(with);
  }

  @Override
  void assertNothingHeld() {
    assertThat(RTPENGINE.server().ask("{\"command\":\"list\"}").orElseThrow())
        .contains("\"calls\":[]");
  }
}
