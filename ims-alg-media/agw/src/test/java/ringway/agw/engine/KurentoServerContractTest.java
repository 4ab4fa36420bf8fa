// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.agw.embedded.Bench;
import ringway.agw.kurento.KmsPeek;
import ringway.iq.Configure;

/** With a real Kurento, where there is one. */
class KurentoServerContractTest extends KurentoContract {
  private static KurentoServer server;

  @BeforeAll
  static void startServer() {
    KurentoServer.hindrance().ifPresent(reason -> Assumptions.assumeTrue(false, reason));
    server = KurentoServer.start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  void choose(Bench.Settings with) {
    with.engine = EngineKind.KURENTO;
    with.kurentos = List.of(server.uri());
  }

  @BeforeEach
  void answerChecks() {
    peer.answerChecks();
  }

  @Override
  Conversation.Pace pace() {
    return Conversation.Pace.STREAM;
  }

  @ParameterizedTest
  @EnumSource(Configure.DtlsRole.class)
  @Override
  void aCertificateUnlikeTheFingerprintGetsNoMedia(Configure.DtlsRole role) {
    Assumptions.assumeTrue(false, "Kurento compares no fingerprints");
  }

  @Override
  void assertNothingHeld() {
    try (KmsPeek peek = new KmsPeek(server.uri())) {
      await().until(() -> peek.pipelines().isEmpty());
    }
  }
}
