// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MediaPortsTest {
  private final InetAddress host = InetAddress.ofLiteral("127.0.0.3");
  private final List<MediaPorts.Pair> taken = new ArrayList<>();

  @AfterEach
  void free() {
    taken.forEach(MediaPorts.Pair::close);
  }

  private int take(MediaPorts ports) {
    MediaPorts.Pair pair = ports.take().orElseThrow();
    taken.add(pair);
    assertThat(pair.rtcp().getLocalPort()).isEqualTo(pair.rtp().getLocalPort() + 1);
    return pair.rtp().getLocalPort();
  }

  @Test
  void givesEvenPortsAndThenNoMore() {
    MediaPorts ports = new MediaPorts(host, 29_001, 29_006);

    assertThat(take(ports)).isEqualTo(29_002);
    assertThat(take(ports)).isEqualTo(29_004);
    assertThat(ports.take()).isEmpty();
  }

  @Test
  void stepsOverAPairThatSomebodyElseHasHalfTaken() throws IOException {
    MediaPorts ports = new MediaPorts(host, 29_010, 29_013);
    try (DatagramSocket _ = new DatagramSocket(29_011, host)) {
      assertThat(take(ports)).isEqualTo(29_012);
    }
    assertThat(take(ports)).isEqualTo(29_010);
  }
}
