// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import org.junit.jupiter.api.extension.RegisterExtension;
import ringway.agw.embedded.Bench;

/** With Debian's rtpengine in user space. */
class RtpengineVideoTest extends VideoContract {
  @RegisterExtension static final InstalledRtpengine RTPENGINE = new InstalledRtpengine();

  @Override
  void choose(Bench.Settings with) {
    RTPENGINE.choose(with);
  }
}
