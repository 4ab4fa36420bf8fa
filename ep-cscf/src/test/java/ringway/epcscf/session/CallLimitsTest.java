// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import ringway.epcscf.registration.Impi;
import ringway.epcscf.sip.SipReject;

class CallLimitsTest {
  private static final Impi ALICE = new Impi("alice@ims.example.net");
  private static final Impi BOB = new Impi("bob@ims.example.net");

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final CallLimits limits = new CallLimits(new CallLimitsConfig(100, 2, 4), metrics);

  private int refusal(Side caller, long now) {
    return catchThrowableOfType(SipReject.class, () -> limits.require(caller, ALICE, now)).status();
  }

  @Test
  void aUserHasSoManyCallsAtOnceAndOthersHaveTheirOwn() {
    limits.began(ALICE);
    limits.began(ALICE);

    assertThat(refusal(Side.CORE, 0)).isEqualTo(486);
    assertThat(refusal(Side.ACCESS, 0)).isEqualTo(403);
    assertThatCode(() -> limits.require(Side.CORE, BOB, 0)).doesNotThrowAnyException();
    limits.ended(ALICE);
    assertThatCode(() -> limits.require(Side.CORE, ALICE, 0)).doesNotThrowAnyException();
    assertThat(metrics.counter("ringway.calls.limited", "limit", "per-user").count()).isEqualTo(2);
  }

  @Test
  void aUserBeginsSoManyCallsInAMinute() {
    for (int i = 0; i < 4; i++) {
      limits.require(Side.ACCESS, ALICE, 0);
    }

    assertThatThrownBy(() -> limits.require(Side.ACCESS, ALICE, 0))
        .hasMessageContaining("too many calls");
    assertThatCode(() -> limits.require(Side.ACCESS, BOB, 0)).doesNotThrowAnyException();
    long quarter = TimeUnit.SECONDS.toNanos(16);
    assertThatCode(() -> limits.require(Side.ACCESS, ALICE, quarter)).doesNotThrowAnyException();
    assertThat(refusal(Side.ACCESS, quarter)).isEqualTo(403);
  }
}
