// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.iq.Configure;
import ringway.iq.IqEvent;
import ringway.iq.Reserved;

/** Browsers with IPv4 and with IPv6 on one port (RFC 8421). */
class BothFamiliesTest {
  private static final int CORE = 0x3333;

  private static void requireIpv6() throws Exception {
    boolean there =
        !Boolean.getBoolean("java.net.preferIPv4Stack")
            && NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null;
    assumeTrue(there, "this JVM has no IPv6: run with -Dtest.ip=");
  }

  @Test
  void aWildcardServesBrowsersOfEitherFamily() throws Exception {
    requireIpv6();
    Bench.Settings settings = new Bench.Settings();
    settings.address = "::";
    settings.advertised = List.of("127.0.0.1", "::1");
    try (Bench bench = new Bench(settings)) {
      for (String family : settings.advertised) {
        for (Configure.DtlsRole role : Configure.DtlsRole.values()) {
          assertSpeechPasses(bench, family, role);
        }
      }
    }
  }

  private static void assertSpeechPasses(Bench bench, String family, Configure.DtlsRole role) {
    String call = family + role;
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.reserve(call);
      List<Reserved.Candidate> candidates =
          local.webrtc().candidates().stream()
              .filter(candidate -> isIpv6(candidate.address()) == isIpv6(family))
              .toList();
      bench.engine.configure(bench.command(call, peer, role));
      bench.connect(peer, local, candidates, role == Configure.DtlsRole.PASSIVE);
      assertThat(bench.awaitEvent(IqEvent.IceConnected.class).remote())
          .contains(isIpv6(family) ? "0:0:0:0:0:0:0:1" : "127.0.0.1");
      bench.awaitEvent(IqEvent.DtlsUp.class);
      peer.sendRtp(Rtp.packet(Rtp.PCMA, 1, (int) Rtp.SSRC));
      assertThat(bench.phone.awaitRtp(Bench.SOON)).isPresent();
      bench.phone.send(Rtp.packet(Rtp.PCMA, 1, CORE), local.rtp().port());
      assertThat(peer.awaitRtp(Bench.SOON)).isPresent();
      bench.engine.release(call);
    }
  }

  private static boolean isIpv6(String address) {
    return InetAddress.ofLiteral(address) instanceof Inet6Address;
  }
}
