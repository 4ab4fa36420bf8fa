// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.notification;
import static ringway.acceptance.sip.Words.register;
import static ringway.acceptance.sip.Words.subscribe;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Patience;
import ringway.acceptance.actors.Received;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.Chain;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.matrix.Covers;

/** The core ends a registration, through the whole chain (TS 24.229 §5.4.1.5, §5.2.3). */
@ExtendWith(FlowExtension.class)
class NetworkDeregistrationTest {
  private static final String NUMBER = "tel:+15550199";

  private record Registered(Wic wic, String token) {}

  private static Registered registered(Chain chain) {
    JsonNode access = chain.access(ALICE);
    String token = access.get("access_token").asText();
    Wic wic = chain.wic(ALICE, access);
    wic.sends(register().bearer(token));
    wic.receives(200);
    return new Registered(wic, token);
  }

  /** Until the edge has its subscription, as its first NOTIFY shows. */
  private static void edgeWatches(Chain chain, int notifications) {
    await()
        .atMost(Patience.LIMIT)
        .until(
            () -> {
              String messages = chain.coreReports("/messages").toString();
              return messages.split("CSeq: \\d+ NOTIFY", -1).length - 1 >= 2 * notifications;
            });
  }

  private static void watchesItself(Registered alice) {
    alice
        .wic()
        .sends(subscribe(ALICE.impu()).header("Event", "reg").expires(3600).bearer(alice.token()));
    alice.wic().receivesBoth(200, notification().header("Event", "reg"));
    alice.wic().answers(200);
  }

  private static Received toldOf(Wic wic, String event) {
    Received told = wic.receives(notification());
    assertThat(told.message().body()).contains("event=\"" + event + "\"");
    wic.answers(200);
    return told;
  }

  @Test
  @Covers("F09")
  void aUserTheCoreDeactivatesIsSentToRegisterAgain(Chain chain) {
    Registered alice = registered(chain);
    edgeWatches(chain, 1);

    assertThat(
            chain
                .coreDoes("/deregister?event=deactivated&impu=" + ALICE.impu())
                .get("contacts")
                .asInt())
        .isEqualTo(1);

    assertThat(alice.wic().seesClose()).isEqualTo(new Wic.Closed(1012, "registration deactivated"));
    registered(chain);
  }

  @Test
  @Covers("F10")
  void aUserTheCoreRejectsIsToldAndIsReachedNoMore(Chain chain) {
    Registered alice = registered(chain);
    watchesItself(alice);
    edgeWatches(chain, 2);

    chain.coreDoes("/deregister?event=rejected&impu=" + ALICE.impu());

    toldOf(alice.wic(), "rejected").matching("Subscription-State", "terminated.*");
    await()
        .atMost(Patience.LIMIT)
        .untilAsserted(
            () -> {
              alice.wic().sends(message(NUMBER).bearer(alice.token()));
              assertThat(alice.wic().receivesRefusal()).isEqualTo(403);
            });
    assertThat(chain.coreReports("/registrations").toString()).doesNotContain(ALICE.impu());
  }

  @Test
  @Covers("F11")
  void aUserTheCoreDeactivatesRegistersAgainOnItsConnection(Chain chain) {
    Registered alice = registered(chain);
    watchesItself(alice);
    edgeWatches(chain, 2);

    chain.coreDoes("/deregister?event=deactivated&impu=" + ALICE.impu());

    toldOf(alice.wic(), "deactivated");
    alice.wic().sends(register().bearer(alice.token()));
    alice.wic().receives(200);
    assertThat(chain.coreReports("/registrations").toString()).contains(ALICE.impu());
  }

  @Test
  @Covers("F12")
  void aUserWhoseRegistrationIsShortenedRefreshesInTime(Chain chain) {
    Registered alice = registered(chain);
    watchesItself(alice);
    edgeWatches(chain, 2);

    chain.coreDoes("/shorten?expires=60&impu=" + ALICE.impu());

    Received told = toldOf(alice.wic(), "shortened");
    assertThat(told.message().body()).containsPattern("expires=\"(60|59|58)\"");
    alice.wic().sends(register().bearer(alice.token()));
    // Its 200 and the news of the refresh come in either order.
    await()
        .atMost(Patience.LIMIT)
        .until(
            () ->
                Instant.parse(
                        chain.coreReports("/registrations").at("/registrations/0/expires").asText())
                    .isAfter(Instant.now().plusSeconds(120)));
  }
}
