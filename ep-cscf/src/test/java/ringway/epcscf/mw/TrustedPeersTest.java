// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.mw;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.epcscf.sip.SampleMessages.bytes;
import static ringway.epcscf.sip.SampleMessages.request;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringway.epcscf.sip.SipMessages;

/** Who may speak on Mw. */
class TrustedPeersTest {
  private static final String OPTIONS =
      request("SIP/2.0/UDP x.example;branch=z9hG4bKa;rport", "OPTIONS", "c1", 1);

  private static MwConfig trusting(String... ranges) {
    MwConfig plain = MwTestCore.config("sip:127.0.0.1:5060", 0, 4);
    return MwTestCore.with(plain, List.of(), List.of(ranges), plain.probe(), MwTlsConfig.off());
  }

  @Test
  void aStrangersRequestIsRefusedAndCounted() throws Exception {
    try (MwTestCore core = MwTestCore.start(trusting("192.0.2.0/24"));
        DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      stranger.setSoTimeout(10_000);
      byte[] request = bytes(OPTIONS);
      stranger.send(
          new DatagramPacket(
              request, request.length, InetAddress.getLoopbackAddress(), core.port()));

      DatagramPacket answer = new DatagramPacket(new byte[2_000], 2_000);
      stranger.receive(answer);
      assertThat(new String(answer.getData(), 0, 12, StandardCharsets.US_ASCII))
          .isEqualTo("SIP/2.0 403 ");
      assertThat(core.arrived).isEmpty();
      assertThat(core.count("ringway.mw.untrusted")).isEqualTo(1);
    }
  }

  @Test
  void aStrangersConnectionIsClosed() throws Exception {
    try (MwTestCore core = MwTestCore.start(trusting("192.0.2.0/24"));
        Socket stranger = new Socket(InetAddress.getLoopbackAddress(), core.port())) {
      stranger.setSoTimeout(10_000);

      assertThat(stranger.getInputStream().read()).isEqualTo(-1);
      assertThat(core.count("ringway.mw.untrusted")).isEqualTo(1);
    }
  }

  @Test
  void withoutAListTheServersWeSendToMaySendToUs() {
    try (MwTestCore core = MwTestCore.start()) {
      TrustedPeers peers = new TrustedPeers(trusting(), core.metrics);
      InetSocketAddress server = new InetSocketAddress("192.0.2.1", 5060);
      assertThat(peers.admits(server)).isFalse();

      peers.learn(server.getAddress());

      assertThat(peers.admits(server)).isTrue();
      assertThat(peers.admits(new InetSocketAddress("127.0.0.1", 1))).isTrue();
      assertThat(peers.admits(new InetSocketAddress("192.0.2.2", 5060))).isFalse();
    }
  }

  @Test
  void whereAListIsGivenNothingElseCounts() {
    try (MwTestCore core = MwTestCore.start(trusting("192.0.2.0/24"))) {
      TrustedPeers peers = new TrustedPeers(trusting("192.0.2.0/24"), core.metrics);
      InetSocketAddress server = new InetSocketAddress("198.51.100.1", 5060);

      core.transport.linkTo(SipMessages.sipUri("sip:198.51.100.1"), 100);
      peers.learn(server.getAddress());

      assertThat(peers.admits(server)).isFalse();
    }
  }
}
