// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.acceptance.actors.Subscriber.ALICE;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ringway.acceptance.actors.Visitor;
import ringway.acceptance.lab.Chain;
import ringway.acceptance.lab.FlowExtension;
import ringway.acceptance.lab.GuestNetwork;
import ringway.acceptance.matrix.Covers;
import ringway.acceptance.peers.Coturn;
import ringway.acceptance.peers.TurnClient;

/** What the WWSF gives its users for a TURN server, shown to a coturn: TS 33.203 X.5.1. */
@ExtendWith(FlowExtension.class)
class TurnFlowTest {
  private static final String SECRET = "a secret shared with the TURN server";
  private static final String KID = "ours";
  private static final String KEY =
      Base64.getEncoder()
          .encodeToString("key of thirty-two bytes, no more".getBytes(StandardCharsets.US_ASCII));
  private static final Duration BACK = Duration.ofHours(-2);
  private static final int UNAUTHORIZED = 401;

  private static Map<String, Object> turn(Coturn server) {
    return Map.of("turn.urls", List.of("turn:127.0.0.1:" + server.port()), "turn.life", "1h");
  }

  private static JsonNode access(Visitor visitor, GuestNetwork network) {
    return Chain.json(visitor.gets(network.wwsf().resolve("/access")));
  }

  private static int byPassword(Coturn server, String user, JsonNode access) throws Exception {
    try (TurnClient client = new TurnClient(server.port())) {
      return client.allocates(user, password(access));
    }
  }

  private static String user(JsonNode access) {
    return access.get("ice_servers").get(0).get("username").asText();
  }

  private static String password(JsonNode access) {
    return access.get("ice_servers").get(0).get("credential").asText();
  }

  private static int byToken(Coturn server, JsonNode access) throws Exception {
    JsonNode given = access.get("turn_token");
    try (TurnClient client = new TurnClient(server.port())) {
      return client.allocates(
          given.get("kid").asText(),
          Base64.getDecoder().decode(given.get("mac_key").asText()),
          Base64.getDecoder().decode(given.get("access_token").asText()));
    }
  }

  @Test
  @Covers("B11")
  void theServerTakesThePasswordUntilItsEndAndNoLongerOneThanTheUserWasGiven(Chain chain)
      throws Exception {
    try (Coturn server = Coturn.withSecret(SECRET)) {
      GuestNetwork network = chain.guests(turn(server), Map.of("turn.secret", SECRET));
      Visitor visitor = chain.visitor(ALICE);
      JsonNode access = WwsfPoolTest.visits(visitor, network);

      assertThat(byPassword(server, user(access), access)).isZero();
      assertThat(byPassword(server, "9" + user(access), access)).isEqualTo(UNAUTHORIZED);
      network.wwsfGoesOn(BACK);
      JsonNode ended = access(visitor, network);
      assertThat(byPassword(server, user(ended), ended)).isEqualTo(UNAUTHORIZED);
    }
  }

  @Test
  @Covers("B12")
  void theServerTakesTheTokenUntilItsEnd(Chain chain) throws Exception {
    try (Coturn server = Coturn.withTokenKey(KID, KEY)) {
      GuestNetwork network =
          chain.guests(tokens(server, Coturn.NAME), Map.of("turn.oauth.key", KEY));
      Visitor visitor = chain.visitor(ALICE);
      JsonNode access = WwsfPoolTest.visits(visitor, network);

      assertThat(access.at("/turn_token/kid").asText()).isEqualTo(KID);
      assertThat(byToken(server, access)).isZero();
      network.wwsfGoesOn(BACK);
      assertThat(byToken(server, access(visitor, network))).isEqualTo(UNAUTHORIZED);
    }
  }

  @Test
  @Covers("B12")
  void theServerTakesNoTokenMadeForAnother(Chain chain) throws Exception {
    try (Coturn server = Coturn.withTokenKey(KID, KEY)) {
      GuestNetwork network =
          chain.guests(tokens(server, "turn.elsewhere.example"), Map.of("turn.oauth.key", KEY));

      assertThat(byToken(server, WwsfPoolTest.visits(chain.visitor(ALICE), network)))
          .isEqualTo(UNAUTHORIZED);
    }
  }

  private static Map<String, Object> tokens(Coturn server, String name) {
    return Map.of(
        "turn.urls",
        List.of("turn:127.0.0.1:" + server.port()),
        "turn.life",
        "1h",
        "turn.oauth.kid",
        KID,
        "turn.oauth.server-name",
        name);
  }
}
