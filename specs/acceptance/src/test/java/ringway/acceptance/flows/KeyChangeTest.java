// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.actors.Subscriber.BOB;
import static ringway.acceptance.actors.Subscriber.FENCE;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;

/** A WAF that changes its signing key: RFC 7517. */
@ExtendWith(FlowExtension.class)
class KeyChangeTest {
  private static long fetches(Lab lab) {
    return lab.ladder().rungs().stream()
        .filter(rung -> rung.title().startsWith("GET /jwks"))
        .count();
  }

  @Test
  @Covers("C16")
  void aTokenWithANewKidHasTheKeysFetchedOnceAndIsAccepted(Lab lab) {
    lab.registered(ALICE);
    assertThat(fetches(lab)).isEqualTo(1);

    lab.waf().changesKeyTo("test-2");
    lab.registered(BOB);
    lab.registered(FENCE);

    assertThat(fetches(lab)).isEqualTo(2);
  }
}
