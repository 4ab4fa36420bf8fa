// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static ringway.waf.RunningWaf.SECRET;
import static ringway.waf.RunningWaf.basic;
import static ringway.waf.RunningWaf.json;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.runtime.config.Secret;
import ringway.waf.oauth.Client;
import ringway.waf.oauth.ClientCredential;
import ringway.waf.oauth.TokenForm;

/** Rows B06 to B09 and C08: TS 33.203 X.4.2.1, X.4.1 REQ 3.2. */
class PoolEndpointTest {
  private static final String ADMIN = "an-admin-token-only-for-these-tests";

  @TempDir Path dir;
  private RunningWaf waf;
  private AdminCalls admin;

  @BeforeEach
  void startWithAPoolOfTwo() throws Exception {
    int port = RunningWaf.freePort();
    Path token = Files.writeString(dir.resolve("token"), ADMIN);
    waf =
        new RunningWaf(
            Map.of(
                "RINGWAY_WAF_MANAGEMENT_PORT",
                Integer.toString(port),
                "RINGWAY_WAF_ADMIN_TOKEN",
                "file:" + token),
            client("lender", List.of("public"), List.of("ims.register")),
            client("rival", List.of("own"), List.of("ims.register")),
            client("scopeless", List.of("public"), List.of("openid")));
    admin = new AdminCalls(URI.create("http://localhost:" + port), ADMIN);
    admin.post(
        "pools",
        """
        {"pool": "public", "pairs": [
          {"impi": "guest1@ims.example.net", "impus": ["sip:guest1@ims.example.net"]},
          {"impi": "guest2@ims.example.net", "impus": ["sip:guest2@ims.example.net"]}]}
        """);
  }

  @AfterEach
  void stop() {
    admin.close();
    waf.close();
  }

  @Test
  void twoUsersGetTwoPairsWithTokensForExactlyThoseAndTheThirdGetsNone() throws Exception {
    Map<String, Object> ann = json(lend("lender", "ann"));
    Map<String, Object> ben = json(lend("lender", "ben"));
    HttpResponse<String> cat = lend("lender", "cat");

    assertThat(ann.get("impi")).isNotEqualTo(ben.get("impi"));
    JWTClaimsSet claims = claims(ann);
    assertThat(claims.getStringClaim("impi")).isEqualTo(ann.get("impi"));
    assertThat(claims.getStringListClaim("impus")).isEqualTo(ann.get("impus"));
    assertThat(claims.getStringClaim("client_id")).isEqualTo("lender");
    assertThat(claims.getStringClaim("sid")).isEqualTo(ann.get("lease"));
    assertThat(claims.getStringClaim("scope")).isEqualTo("ims.register");
    assertThat(Instant.parse((String) ann.get("until"))).isAfter(Instant.now());
    assertThat(cat.statusCode()).isEqualTo(503);
    assertThat(json(cat)).containsEntry("error", "no_identity");
    assertThat(cat.headers().firstValueAsLong("Retry-After")).hasValue(5);
    assertThat(cat.body())
        .contains("all 2 pairs of pool 'public' are out or in quarantine".replace('\'', '`'))
        .doesNotContain("access_token");
  }

  @Test
  void pairIsGivenAgainWithANewTokenOnceItsQuarantineIsOver() {
    Map<String, Object> ann = json(lend("lender", "ann"));
    lend("lender", "ben");
    assertThat(giveBack("lender", ann).statusCode()).isEqualTo(200);

    waf.clock.advance(Duration.ofMinutes(9)); // the token of ann is still in time
    assertThat(lend("lender", "cat").statusCode()).isEqualTo(503);
    waf.clock.advance(Duration.ofMinutes(2));
    Map<String, Object> cat = json(lend("lender", "cat"));

    assertThat(cat.get("impi")).isEqualTo(ann.get("impi"));
    assertThat(cat.get("access_token")).isNotEqualTo(ann.get("access_token"));
    assertThat(cat.get("lease")).isNotEqualTo(ann.get("lease"));
  }

  @Test
  void tokenOfAPairGivenBackIsRevokedAtOnce() {
    Map<String, Object> ann = json(lend("lender", "ann"));
    assertThat(active(ann)).isTrue();

    giveBack("lender", ann);

    assertThat(active(ann)).isFalse();
    assertThat(giveBack("lender", ann).statusCode()).isEqualTo(400);
  }

  @Test
  void renewedLeaseHasANewTokenForTheSamePair() {
    Map<String, Object> ann = json(lend("lender", "ann"));

    Map<String, Object> renewed =
        json(pool("lender", "renew", Map.of("lease", (String) ann.get("lease"))));

    assertThat(renewed.get("impi")).isEqualTo(ann.get("impi"));
    assertThat(renewed.get("access_token")).isNotEqualTo(ann.get("access_token"));
    assertThat(active(renewed)).isTrue();
  }

  @Test
  void anotherClientHasNothingOfThePoolNorOfTheLease() {
    Map<String, Object> ann = json(lend("lender", "ann"));

    HttpResponse<String> theirs = lend("rival", "eve");
    assertThat(theirs.statusCode()).isEqualTo(403);
    assertThat(json(theirs)).containsEntry("error", "access_denied");
    assertThat(json(giveBack("rival", ann))).containsEntry("error", "invalid_grant");
    assertThat(json(pool("rival", "renew", Map.of("lease", (String) ann.get("lease")))))
        .containsEntry("error", "invalid_grant");
    assertThat(json(lend("scopeless", "eve"))).containsEntry("error", "unauthorized_client");
    HttpResponse<String> nobody = waf.post("/pool/lend", Map.of("pool", "public", "holder", "eve"));
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(active(ann)).isTrue();
  }

  @Test
  void administratorRecallsAPairAndItsTokenEnds() {
    Map<String, Object> ann = json(lend("lender", "ann"));
    assertThat(admin.get("pools/pairs?pool=public").body())
        .contains("\"state\":\"lent\"", "\"client\":\"lender\"", "\"holder\":\"ann\"");

    assertThat(admin.post("pools/recall?impi=" + ann.get("impi"), "").statusCode()).isEqualTo(204);

    assertThat(active(ann)).isFalse();
    assertThat(admin.get("pools/pairs?pool=public").body()).contains("\"state\":\"quarantine\"");
    assertThat(admin.get("pools/pairs?pool=publik").statusCode()).isEqualTo(404);
    assertThat(json(pool("lender", "renew", Map.of("lease", (String) ann.get("lease")))))
        .containsEntry("error", "invalid_grant");
  }

  @ParameterizedTest
  @CsvSource({
    "holder, '', the parameter holder is missing",
    "holder, 'two words', holder is 1 to 128 printable",
    "duration, soon, duration is a number of seconds",
    "duration, -1, duration is a number of seconds",
    "duration, 99999999999, duration is a number of seconds"
  })
  void malformedRequestIsNamedAndTakesNoPair(String field, String value, String said) {
    Map<String, String> fields = new LinkedHashMap<>(Map.of("holder", "ann"));
    fields.put(field, value);

    HttpResponse<String> answer = pool("lender", "lend", fields);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat((String) json(answer).get("error_description")).contains(said);
    assertThat(admin.get("pools").body()).contains("\"free\":2");
  }

  private HttpResponse<String> lend(String client, String holder) {
    return pool(client, "lend", Map.of("pool", "public", "holder", holder));
  }

  private HttpResponse<String> giveBack(String client, Map<String, Object> lease) {
    return pool(client, "return", Map.of("lease", (String) lease.get("lease")));
  }

  private HttpResponse<String> pool(String client, String what, Map<String, String> fields) {
    return waf.post("/pool/" + what, fields, "Authorization", basic(client, SECRET));
  }

  private boolean active(Map<String, Object> lease) {
    HttpResponse<String> answer =
        waf.post(
            "/introspect",
            Map.of("token", (String) lease.get("access_token")),
            "Authorization",
            basic("lender", SECRET));
    return (Boolean) json(answer).get("active");
  }

  private static JWTClaimsSet claims(Map<String, Object> lease) throws Exception {
    return SignedJWT.parse((String) lease.get("access_token")).getJWTClaimsSet();
  }

  private static Client client(String id, List<String> pools, List<String> scopes) {
    return new Client(
        id,
        ClientCredential.SecretHash.of(Secret.of(SECRET)),
        List.of(),
        List.of(),
        List.of(),
        scopes,
        pools,
        TokenForm.JWT,
        true,
        false);
  }
}
