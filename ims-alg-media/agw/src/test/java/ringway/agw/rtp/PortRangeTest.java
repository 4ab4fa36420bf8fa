// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortRangeTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  /** The first port of six free ones. */
  private static int sixFreePorts() throws IOException {
    for (int first = 30_000; first < 40_000; first += 6) {
      List<DatagramSocket> sockets = new ArrayList<>();
      try {
        for (int i = 0; i < 6; i++) {
          sockets.add(new DatagramSocket(first + i, LOOPBACK));
        }
        return first;
      } catch (IOException _) {
        // taken, further on
      } finally {
        sockets.forEach(DatagramSocket::close);
      }
    }
    throw new IOException("no six free ports");
  }

  @Test
  void pairsAreEvenAndOddAndAllOfTheRangeIsUsed() throws IOException {
    int first = sixFreePorts();
    PortRange range = new PortRange(LOOPBACK, first, first + 5, 0);
    Set<Integer> ports = new HashSet<>();
    List<PortPair> pairs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      PortPair pair = range.open().orElseThrow();
      assertThat(pair.port() % 2).isZero();
      assertThat(pair.rtcpPort()).isEqualTo(pair.port() + 1);
      ports.add(pair.port());
      pairs.add(pair);
    }
    assertThat(ports).containsExactlyInAnyOrder(first, first + 2, first + 4);
    assertThat(range.open()).isEmpty();
    pairs.forEach(PortRangeTest::close);
  }

  @Test
  void aFreedPairIsTheLastToBeUsedAgain() throws IOException {
    int first = sixFreePorts();
    PortRange range = new PortRange(LOOPBACK, first, first + 5, 0);
    PortPair one = range.open().orElseThrow();
    close(one);
    range.free(first);
    PortPair two = range.open().orElseThrow();
    assertThat(two.port()).isEqualTo(first + 2);
    close(two);
  }

  @Test
  void portsOfOtherProgramsAreSteppedOver() throws IOException {
    int first = sixFreePorts();
    try (DatagramSocket even = new DatagramSocket(first, LOOPBACK);
        DatagramSocket odd = new DatagramSocket(first + 3, LOOPBACK)) {
      PortRange range = new PortRange(LOOPBACK, first, first + 5, 0);
      PortPair pair = range.open().orElseThrow();
      assertThat(pair.port()).isEqualTo(first + 4);
      assertThat(range.open()).isEqualTo(Optional.empty());
      assertThat(even.isBound() && odd.isBound()).isTrue();
      close(pair);
    }
  }

  @Test
  void anOddStartBeginsAtTheNextEvenPort() throws IOException {
    int first = sixFreePorts();
    PortPair pair = new PortRange(LOOPBACK, first + 1, first + 5, 0).open().orElseThrow();
    assertThat(pair.port()).isEqualTo(first + 2);
    close(pair);
  }

  @Test
  void withoutARangeTheSystemChooses() {
    PortRange range = new PortRange(LOOPBACK, 0, 0, 0);
    PortPair pair = range.open().orElseThrow();
    assertThat(pair.port() % 2).isZero();
    assertThat(pair.rtcpPort()).isEqualTo(pair.port() + 1);
    range.free(pair.port());
    close(pair);
  }

  private static void close(PortPair pair) {
    pair.rtp().close();
    pair.rtcp().close();
  }
}
