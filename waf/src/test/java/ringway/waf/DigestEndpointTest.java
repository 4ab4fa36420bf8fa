// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.waf.RunningWaf.SECRET;
import static ringway.waf.RunningWaf.basic;
import static ringway.waf.RunningWaf.json;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestEndpointTest {
  private static final String REALM = "ims.example.net";
  private static final String URI = "sip:ims.example.net";

  @TempDir Path dir;
  private RunningWaf waf;

  @BeforeEach
  void startWithOneUserWhoMayBeChecked() throws Exception {
    Path ha1 = Files.writeString(dir.resolve("ha1"), hash("bob:" + REALM + ":battery"));
    waf =
        new RunningWaf(
            Map.of(
                "RINGWAY_WAF_DIGEST_CLIENTS",
                "[wwsf]",
                "RINGWAY_WAF_DIGEST_USERS",
                "[{name: bob, algorithm: sha-256, ha1: \"file:" + ha1 + "\"}]"));
  }

  @AfterEach
  void stop() {
    waf.close();
  }

  @Test
  void theRightAnswerBringsATokenAndTheProofOfTheNetwork() {
    Map<String, Object> said = json(ask("wwsf", answer("bob", "battery")));

    assertThat(said).containsEntry("verified", true).containsEntry("impi", "bob@ims.example.net");
    assertThat(said.get("access_token")).asString().isNotEmpty();
    assertThat(said.get("rspauth")).isEqualTo(sum(hash("bob:" + REALM + ":battery"), ":" + URI));
  }

  @ParameterizedTest
  @CsvSource({"bob, wrong", "alice, correct horse", "nobody, battery"})
  void aWrongPasswordAUserWithoutHashAndANameUnknownSoundTheSame(String name, String password) {
    HttpResponse<String> said = ask("wwsf", answer(name, password));

    assertThat(said.statusCode()).isEqualTo(200);
    assertThat(json(said)).isEqualTo(Map.of("verified", false));
  }

  @ParameterizedTest
  @CsvSource({"realm, other.example.net", "algorithm, SHA-1", "username, 'bob smith'"})
  void whatThisWafDoesNotKnowIsNotVerified(String field, String value) {
    Map<String, String> fields = answer("bob", "battery");
    fields.put(field, value);

    assertThat(json(ask("wwsf", fields))).isEqualTo(Map.of("verified", false));
  }

  @Test
  void onlyClientsOfTheListMayAsk() {
    assertThat(ask("other", answer("bob", "battery")).statusCode()).isEqualTo(403);
    assertThat(
            waf.post(
                    "/digest/verify",
                    answer("bob", "battery"),
                    "Authorization",
                    basic("wwsf", "not the secret"))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void answersWithoutQopOrPartOfTheSumAreRefused() {
    for (String field : new String[] {"qop", "nc", "cnonce", "response", "source", "username"}) {
      Map<String, String> fields = answer("bob", "battery");
      fields.remove(field);
      assertThat(ask("wwsf", fields).statusCode()).as(field).isEqualTo(400);
    }
  }

  @Test
  void guessingIsSlowedDownAndTheMinuteEnds() {
    for (int i = 0; i < 5; i++) {
      assertThat(ask("wwsf", answer("bob", "wrong")).statusCode()).isEqualTo(200);
    }
    HttpResponse<String> tooMany = ask("wwsf", answer("bob", "battery"));
    assertThat(tooMany.statusCode()).isEqualTo(429);
    assertThat(tooMany.headers().firstValue("Retry-After")).hasValue("60");

    waf.clock.advance(Duration.ofMinutes(1));
    assertThat(json(ask("wwsf", answer("bob", "battery")))).containsEntry("verified", true);
  }

  private HttpResponse<String> ask(String client, Map<String, String> fields) {
    return waf.post("/digest/verify", fields, "Authorization", basic(client, SECRET));
  }

  private static Map<String, String> answer(String name, String password) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("username", name);
    fields.put("realm", REALM);
    fields.put("algorithm", "SHA-256");
    fields.put("method", "REGISTER");
    fields.put("uri", URI);
    fields.put("nonce", "n");
    fields.put("nc", "00000001");
    fields.put("cnonce", "c");
    fields.put("qop", "auth");
    fields.put("response", sum(hash(name + ":" + REALM + ":" + password), "REGISTER:" + URI));
    fields.put("source", "192.0.2.1");
    return fields;
  }

  private static String sum(String ha1, String a2) {
    return hash(ha1 + ":n:00000001:c:auth:" + hash(a2));
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
