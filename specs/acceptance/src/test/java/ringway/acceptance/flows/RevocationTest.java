// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.actors.Subscriber.BOB;
import static ringway.acceptance.sip.Words.register;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Patience;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.Chain;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.matrix.Covers;

/** A token taken back at the WAF ends what was registered with it (RFC 7009, RFC 8417, CAEP). */
@ExtendWith(FlowExtension.class)
class RevocationTest {
  private static final int POLICY_VIOLATION = 1008;

  @Test
  @Covers("E31")
  void aRevokedTokenEndsItsRegistrationAtTheCoreAndAtTheBrowser(Chain chain) {
    WwsfByHand wwsf = WwsfByHand.of(chain);
    String token = wwsf.tokens().get("access_token").asText();
    Wic alice = registered(chain, ALICE, token);
    Wic bob = registered(chain, BOB, chain.access(BOB).get("access_token").asText());

    assertThat(wwsf.revoke(token).statusCode()).isEqualTo(200);

    assertThat(alice.seesClose().code()).isEqualTo(POLICY_VIOLATION);
    await()
        .atMost(Patience.LIMIT)
        .until(() -> !chain.coreReports("/registrations").toString().contains(ALICE.impu()));
    bob.sends(register().bearer(chain.access(BOB).get("access_token").asText()));
    bob.receives(200);
  }

  @Test
  @Covers("E31")
  void aRevokedTokenRegistersNobodyAnyMore(Chain chain) {
    WwsfByHand wwsf = WwsfByHand.of(chain);
    String token = wwsf.tokens().get("access_token").asText();
    Wic first = registered(chain, ALICE, token);
    wwsf.revoke(token);
    first.seesClose();

    JsonNode access = chain.access(ALICE);
    Wic again = chain.wic(ALICE, access);
    again.sends(register().bearer(token));

    again.receives(401);
  }

  @Test
  @Covers("E31")
  void signingOutOfThePageEndsTheRegistrationAtTheCore(Chain chain) {
    JsonNode access = chain.access(ALICE);
    Wic alice = chain.wic(ALICE, access);
    alice.sends(register().bearer(access.get("access_token").asText()));
    alice.receives(200);

    HttpResponse<String> answer =
        chain
            .visitor(ALICE)
            .posts(chain.wwsf().resolve("/logout"), Map.of(), "Origin", chain.wwsf().toString());

    assertThat(answer.statusCode()).isIn(200, 204);
    assertThat(alice.seesClose().code()).isEqualTo(POLICY_VIOLATION);
    await()
        .atMost(Patience.LIMIT)
        .until(() -> !chain.coreReports("/registrations").toString().contains(ALICE.impu()));
    assertThat(chain.visitor(ALICE).gets(chain.wwsf().resolve("/access")).statusCode())
        .isEqualTo(401);
  }

  private static Wic registered(Chain chain, Subscriber user, String token) {
    Wic wic = chain.wic(user, chain.access(user));
    wic.sends(register().bearer(token));
    wic.receives(200);
    return wic;
  }
}
