// SPDX-License-Identifier: Apache-2.0
package ringway.agw.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import ringway.agw.embedded.Bench;
import ringway.agw.fakekms.FakeKms;

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
  void assertNothingHeld() {
    assertThat(server.objects()).isEmpty();
  }
}
