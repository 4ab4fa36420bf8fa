// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ringway.agw.embedded.Bench;
import ringway.agw.fakekms.FakeKms;
import ringway.agw.peer.Rtp;

/** With a Kurento of our own making. */
class KurentoContractTest extends KurentoContract {
  private static FakeKms server;

  @BeforeAll
  static void startServer() {
    server = FakeKms.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  void choose(Bench.Settings with) {
    with.engine = EngineKind.KURENTO;
    with.kurentos = List.of(server.uri());
  }

  @Override
  Conversation.Pace pace() {
    return Conversation.Pace.PROBATION;
  }

  @Test
  void aSourceIsHeardOnceTwoPacketsOfItHaveComeInARow() {
    call();
    for (int sequence : new int[] {1, 3, 5}) {
      peer.sendRtp(Rtp.packet(Rtp.PCMA, sequence, (int) Rtp.SSRC));
    }
    assertThat(bench.phone.awaitRtp(Bench.SHORT)).isEmpty();
    peer.sendRtp(Rtp.packet(Rtp.PCMA, 6, (int) Rtp.SSRC));
    assertThat(bench.phone.awaitRtp(Bench.SOON)).isPresent();
  }

  @Override
  void assertNothingHeld() {
    assertThat(server.objects()).isEmpty();
  }
}
