// SPDX-License-Identifier: Apache-2.0
package ringway.agw.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.agw.codec.SpeechFormat;
import ringway.agw.peer.Rtp;
import ringway.agw.peer.WebRtcPeer;
import ringway.iq.Codec;
import ringway.iq.Configure;
import ringway.iq.Reserved;

/** Calls between browsers and phones that have AMR only. */
class AmrCallTest {
  private static final Codec OPUS = new Codec(111, "opus", 48_000, 2, "");
  private static final Codec PCMA = Codec.of(8, "PCMA", 8000);

  private final Bench bench = new Bench();

  @BeforeEach
  void requireLibraries() {
    assumeTrue(
        SpeechFormat.present().containsAll(List.of("AMR", "AMR-WB")),
        "this machine has no libraries for AMR and AMR-WB");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Reserved.Stream call(WebRtcPeer peer, List<Codec> access, List<Codec> core) {
    Reserved.Stream local = bench.call("call", peer);
    Configure plain = bench.command("call", peer, Configure.DtlsRole.PASSIVE);
    bench.engine.configure(
        new Configure("call", "0", plain.webrtc(), plain.rtp(), plain.gate(), access, core));
    return local;
  }

  /** One frame of nothing, octet-aligned, that asks for a mode. */
  private static byte[] asking(int mode, int sequence) {
    return ByteBuffer.allocate(14)
        .put((byte) 0x80)
        .put((byte) 104)
        .putShort((short) sequence)
        .putInt(sequence * 320)
        .putInt(9)
        .put((byte) (mode << 4))
        .put((byte) 0x7c)
        .array();
  }

  @ParameterizedTest
  @CsvSource({
    // encoding, clock, parameters, octets of a payload
    "AMR-WB, 16000, '', 33", // 12.65 kbit/s
    "AMR-WB, 16000, octet-align=1, 34",
    "AMR-WB, 16000, mode-set=0, 18",
    "AMR, 8000, '', 32",
    "AMR, 8000, octet-align=1, 33",
  })
  void speechIsMadeBothWays(String encoding, int clock, String parameters, int octets) {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Codec amr = new Codec(104, encoding, clock, 1, parameters);
      Reserved.Stream local = call(peer, List.of(PCMA), List.of(amr));
      for (int sequence = 1; sequence <= 5; sequence++) {
        peer.sendRtp(Rtp.packet(Rtp.PCMA, sequence, 0x2222));
        byte[] made = bench.phone.awaitRtp(Bench.SOON).orElseThrow();
        assertThat(made).hasSize(12 + octets);
        assertThat(made[1] & 0x7f).isEqualTo(104);
        bench.phone.send(made, local.rtp().port());
        byte[] back = peer.awaitRtp(Bench.SOON).orElseThrow();
        assertThat(back).hasSize(172);
        assertThat(back[1] & 0x7f).isEqualTo(8);
      }
    }
  }

  @Test
  void thePhoneChoosesTheMode() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Codec amr = new Codec(104, "AMR-WB", 16_000, 1, "octet-align=1");
      Reserved.Stream local = call(peer, List.of(PCMA), List.of(amr));
      bench.phone.send(asking(8, 1), local.rtp().port());
      assertThat(peer.awaitRtp(Bench.SOON)).isPresent();
      peer.sendRtp(Rtp.packet(Rtp.PCMA, 1, 0x2222));

      assertThat(bench.phone.awaitRtp(Bench.SOON).orElseThrow()).hasSize(12 + 2 + 60);
    }
  }

  @Test
  void nothingOutsideTheHeapOutlivesTheCallOrItsFormats() {
    try (WebRtcPeer peer = WebRtcPeer.create()) {
      Codec amr = new Codec(104, "AMR-WB", 16_000, 1, "");
      int before = SpeechFormat.foreignCoders();
      Reserved.Stream local = call(peer, List.of(OPUS), List.of(amr));
      assertThat(SpeechFormat.foreignCoders()).as("one each way").isEqualTo(before + 2);
      bench.phone.send(asking(15, 1), local.rtp().port());
      assertThat(peer.awaitRtp(Bench.SOON)).isPresent();
      await().until(() -> peer.awaitRtp(Bench.SHORT).isEmpty()); // so that the next is of the next

      Configure plain = bench.command("call", peer, Configure.DtlsRole.PASSIVE);
      bench.engine.configure(
          new Configure(
              "call",
              "0",
              plain.webrtc(),
              plain.rtp(),
              plain.gate(),
              List.of(OPUS),
              List.of(new Codec(104, "AMR-WB", 16_000, 1, "octet-align=1"))));
      assertThat(SpeechFormat.foreignCoders()).isEqualTo(before + 2);
      bench.phone.send(asking(15, 2), local.rtp().port());
      assertThat(peer.awaitRtp(Bench.SOON)).isPresent();

      bench.engine.release("call");
      await().until(() -> SpeechFormat.foreignCoders() == before);
    }
  }
}
