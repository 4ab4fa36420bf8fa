// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import ringway.agw.embedded.Bench;
import ringway.agw.meter.Drop;
import ringway.agw.peer.Rtp;

class EmbeddedVideoTest extends VideoContract {
  @Override
  void choose(Bench.Settings with) {
    with.engine = EngineKind.EMBEDDED;
  }

  @Test
  void whatIsOfNoStreamGoesNowhere() {
    peer.sendRtp(Rtp.packet(120, 1, 0x5555));
    await().until(() -> bench.dropped(Drop.UNKNOWN_STREAM) == 1);
  }

  @Test
  void whatIsLostOnTheWayToTheBrowserIsSentAgainFromHere() {
    aFrameEachWay();
    peer.loses(3);
    for (int sequence = 2; sequence <= 4; sequence++) {
      screen.send(Rtp.packet(VP8_CORE, sequence, CORE_CAMERA), picture.rtp().port());
    }
    assertThat(List.of(sequence(peer.awaitRtp(Bench.SOON)), sequence(peer.awaitRtp(Bench.SOON))))
        .containsExactlyInAnyOrder(2, 4);

    peer.sendRtp(feedback(205, 1, CORE_CAMERA, 3 << 16 | 0b10)); // 3, and 5 that never came here

    assertThat(peer.awaitRtp(Bench.SOON)).contains(Rtp.packet(VP8_BROWSER, 3, CORE_CAMERA));
    assertThat(asked(screen.awaitRtcp(Bench.SOON)))
        .containsExactly(205 << 8 | 1, CORE_CAMERA, 5 << 16);
    assertThat(bench.meters.counter("ringway.media.resent").count()).isEqualTo(1);
  }

  @Test
  void aPacketIsSentAgainAFewTimesOnly() {
    aFrameEachWay();
    for (int i = 0; i < 9; i++) {
      peer.sendRtp(feedback(205, 1, CORE_CAMERA, 1 << 16));
    }
    peer.sendRtp(feedback(205, 1, CORE_CAMERA, 9 << 16));
    assertThat(asked(screen.awaitRtcp(Bench.SOON))).as("the last").endsWith(9 << 16);
    assertThat(bench.meters.counter("ringway.media.resent").count()).isEqualTo(4);
  }

  private static int sequence(Optional<byte[]> packet) {
    return ByteBuffer.wrap(packet.orElseThrow()).getShort(2);
  }
}
