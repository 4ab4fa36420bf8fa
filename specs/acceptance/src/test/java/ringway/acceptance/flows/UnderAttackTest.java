// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;
import static ringway.acceptance.actors.Subscriber.BOB;
import static ringway.acceptance.sip.Words.message;
import static ringway.acceptance.sip.Words.register;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.lab.Chain;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.Lab;
import ringway.acceptance.matrix.Covers;

/** What a hostile client costs others, and what it gets to know. */
@ExtendWith(FlowExtension.class)
class UnderAttackTest {
  private static final String NUMBER = "tel:+15550199";
  private static final int TRIES = 40;

  private static Map<String, String> from(String address) {
    return Map.of("Sec-WebSocket-Protocol", "sip", "X-Forwarded-For", address);
  }

  @Test
  @Covers("L09")
  void anAddressThatKnocksWithoutEndIsRefusedAndOthersGetIn(Lab lab) {
    lab.with("w2.balancers.protocol", "forwarded")
        .with("w2.balancers.addresses", List.of("127.0.0.1"))
        .with("w2.handshakes-per-second", 1);
    Wic before = lab.registered(ALICE);

    List<Integer> answers =
        IntStream.range(0, TRIES).mapToObj(_ -> lab.raw(from("192.0.2.66")).status()).toList();

    assertThat(answers).startsWith(101).contains(429);
    assertThat(lab.raw(from("192.0.2.67")).status()).isEqualTo(101);
    before.sends(message(NUMBER).bearer(lab.token(ALICE)));
    lab.core().receives(message());
    lab.core().answers(200);
    before.receives(200);
  }

  @Test
  @Covers("L09")
  void aClientThatTriesTokensWithoutEndIsCutOffAndOthersAreServed(Lab lab) {
    lab.with("w2.messages-per-second", 5);
    Wic other = lab.registered(ALICE);
    Wic guessing = lab.wic(BOB);

    for (int i = 0; i < TRIES; i++) {
      guessing.sendsRaw(guessing.composes(register().bearer("guess-" + i)).text());
    }

    assertThat(guessing.seesClose().code()).isEqualTo(1008);
    other.sends(message(NUMBER).bearer(lab.token(ALICE)));
    lab.core().receives(message());
    lab.core().answers(200);
    other.receives(200);
  }

  @Test
  @Covers("L06")
  void neitherPasswordNorTokenNorSecretIsLoggedOrSaidInARefusal(Chain chain) {
    try (LogLines log = LogLines.watch()) {
      JsonNode access = chain.access(ALICE);
      String token = access.get("access_token").asText();
      String spoiled = token.substring(0, token.length() - 8) + "AAAAAAAA";
      Wic wic = chain.wic(ALICE, access);
      wic.sends(register().bearer(spoiled));
      wic.receives(401).nowhere(spoiled);
      wic.sends(register().bearer(token));
      wic.receives(200).nowhere(token);
      wic.sends(message(NUMBER).bearer(spoiled));
      assertThat(wic.receivesRefusal()).isBetween(401, 403);

      assertThat(log.lines())
          .isNotEmpty()
          .noneMatch(line -> line.contains(token) || line.contains(spoiled))
          .noneMatch(line -> line.contains(Chain.PASSWORD))
          .noneMatch(line -> line.contains(Chain.CLIENT_SECRET));
      assertThat(chain.coreReports("/messages").toString()).doesNotContain(token, spoiled);
    }
  }
}
