// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import ringway.agw.WebRtcConfig;
import ringway.agw.embedded.Bench;
import ringway.iq.Configure;
import ringway.iq.MediaFailure;

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

  @Test
  void whereOneComponentIsAllABrowserWithoutMuxIsRefused() {
    settings.rtcp = new WebRtcConfig.Rtcp(false, Optional.empty());
    reopen();
    assertThat(bench.reserve("call").webrtc().rtcpCandidates()).isEmpty();
    Configure withoutMux = bench.commandWithoutMux("call", peer, Configure.DtlsRole.PASSIVE);
    assertThatThrownBy(() -> bench.engine.configure(withoutMux))
        .isInstanceOf(MediaFailure.class)
        .hasMessageContaining("rtcp-mux");
  }
}
