// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.ports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import ringway.launcher.ports.PortClaim.Transport;

class PortClaimTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void freePortIsNoProblem() {
    PortClaim claim = claim(0, Transport.UDP_AND_TCP);

    assertThat(claim(claim.freePort(), Transport.UDP_AND_TCP).problem()).isEmpty();
  }

  @Test
  void takenTcpPortNamesPortKeyAndTheWayOut() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, LOOPBACK)) {
      assertThat(claim(other.getLocalPort(), Transport.TCP).problem().orElseThrow())
          .startsWith("Port " + other.getLocalPort() + " (TCP) for phone-box.listen.port")
          .contains("RINGWAY_PHONEBOX_LISTEN_PORT=<port>")
          .doesNotContain("\n");
    }
  }

  @Test
  void takenUdpPortMattersToWhoListensThere() throws IOException {
    try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
      assertThat(claim(other.getLocalPort(), Transport.UDP).problem()).isPresent();
      assertThat(claim(other.getLocalPort(), Transport.UDP_AND_TCP).problem()).isPresent();
      assertThat(claim(other.getLocalPort(), Transport.TCP).problem()).isEmpty();
    }
  }

  @Test
  void holderIsNamedWhereTheSystemTells() throws IOException {
    Assumptions.assumeTrue(
        Files.isReadable(Path.of("/proc/net/tcp")), "only Linux tells who holds a port");
    try (ServerSocket other = new ServerSocket(0, 1, LOOPBACK)) {
      assertThat(claim(other.getLocalPort(), Transport.TCP).problem().orElseThrow())
          .contains("(pid " + ProcessHandle.current().pid() + ")");
    }
  }

  @Test
  void addressThatIsNotOursIsAProblemToo() {
    PortClaim claim = new PortClaim("phone-box.listen.port", "192.0.2.1", 4711, Transport.TCP);

    assertThat(claim.problem().orElseThrow()).contains("192.0.2.1");
  }

  @Test
  void environmentMovesADefaultPort() {
    PortClaim claim = claim(8080, Transport.TCP);

    assertThat(claim.under(Map.of("RINGWAY_PHONEBOX_LISTEN_PORT", "8090")).port()).isEqualTo(8090);
    assertThat(claim.under(Map.of("RINGWAY_PHONEBOX_LISTEN_PORT", "many"))).isEqualTo(claim);
  }

  private static PortClaim claim(int port, Transport transport) {
    return new PortClaim("phone-box.listen.port", "127.0.0.1", port, transport);
  }
}
