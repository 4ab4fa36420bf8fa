// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.iq.Configure;
import ringway.iq.IqEvent;
import ringway.iq.Reserved;

/** DTLS is never negotiated anew: RFC 8827 §6.5. */
class RenegotiationTest {
  private static final int NO_RENEGOTIATION = 1 << 8 | 100; // a warning, RFC 5246 §7.2

  private final Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  /** The header of a handshake message and so much after it. */
  private static byte[] message(int type, int number, int length) {
    return ByteBuffer.allocate(12 + length)
        .put((byte) type)
        .put((byte) 0)
        .putShort((short) length)
        .putShort((short) number)
        .put(new byte[4])
        .putShort((short) length)
        .array();
  }

  @ParameterizedTest
  @CsvSource({"PASSIVE, 1, 100", "ACTIVE, 0, 0"}) // a ClientHello, a HelloRequest
  void aWishToNegotiateAnewIsRefusedByAWarningAndTheCallGoesOn(
      Configure.DtlsRole role, int type, int length) {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Reserved.Stream local = bench.reserve("call");
      bench.engine.configure(bench.command("call", peer, role));
      bench.connect(peer, local, role == Configure.DtlsRole.PASSIVE);
      bench.awaitEvent(IqEvent.DtlsUp.class);

      for (int attempt = 0; attempt < 3; attempt++) {
        assertThat(peer.renegotiates(message(type, attempt, length), Bench.SOON))
            .contains(NO_RENEGOTIATION);
      }

      byte[] up = Rtp.packet(Rtp.PCMA, 1, 1);
      peer.sendRtp(up);
      assertThat(bench.phone.awaitRtp(Bench.SOON)).contains(up);
      byte[] down = Rtp.packet(Rtp.PCMA, 1, 2);
      bench.phone.send(down, local.rtp().port());
      assertThat(peer.awaitRtp(Bench.SOON)).contains(down);
      assertThat(bench.audit("call").dtls()).isEqualTo("up");
      bench.engine.release("call");
      assertThat(peer.awaitRemoteClose(Bench.SOON)).as("close_notify is taken still").isTrue();
    }
  }
}
