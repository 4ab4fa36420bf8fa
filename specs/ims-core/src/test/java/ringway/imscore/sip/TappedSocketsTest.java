// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.imscore.support.Lab;
import ringway.imscore.support.SipPeer;

class TappedSocketsTest {
  private static final String OPTIONS =
      """
      OPTIONS sip:ims.example.net SIP/2.0
      Via: SIP/2.0/%s %s;branch=z9hG4bK%s%s
      Max-Forwards: 70
      From: <sip:probe@ims.example.net>;tag=1
      To: <sip:ims.example.net>
      Call-ID: %s
      CSeq: 1 OPTIONS
      Content-Length: 0

      """
          .replace("\n", "\r\n");

  /** Here B is a backslash and N the end of a line. */
  @ParameterizedTest
  @CsvSource({
    "a(BN, a( N",
    "a(BBN, a(BBN",
    "a(BBBN, a(BB N",
    "aBxN, aBxN",
    "aB, 'a '",
    "BN, ' N'",
    "NBxBN, NBx N"
  })
  void aBackslashThatEscapesTheEndOfALineGoes(String given, String expected) {
    byte[] data = bytes("B" + given + "BN");

    TappedSockets.disarm(data, 1, given.length());

    assertThat(new String(data, StandardCharsets.US_ASCII))
        .isEqualTo(new String(bytes("B" + expected + "BN"), StandardCharsets.US_ASCII));
  }

  private static byte[] bytes(String text) {
    return text.replace('B', '\\').replace('N', '\r').getBytes(StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UDP", "TCP"})
  void aViaThatEndsWithinAnEscapeCostsTheCoreNothing(String transport) {
    try (Lab lab = new Lab(Map.of());
        SipPeer peer = lab.trustedPeer()) {
      String bad = OPTIONS.formatted(transport, peer.hostPort(), "bad", " (\\", "bad");
      String good = OPTIONS.formatted("UDP", peer.hostPort(), "good", "", "good");
      if (transport.equals("TCP")) {
        peer.sendTcp(bad);
      } else {
        peer.send(bad);
      }
      peer.send(good);

      peer.receive("an answer to what follows", m -> m.toString().contains("Call-ID: good"));
    }
  }

  @Test
  void otherTextStays() {
    byte[] data = OPTIONS.getBytes(StandardCharsets.US_ASCII);

    TappedSockets.disarm(data, 0, data.length);

    assertThat(data).isEqualTo(OPTIONS.getBytes(StandardCharsets.US_ASCII));
  }
}
