// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A user with two subscriptions, and a client that says which one tokens are to name. */
class SubscriptionChoiceTest {
  private static final String DESK = "carol@ims.example.net";
  private static final String CAR = "carol.car@ims.example.net";
  private static RunningWaf waf;

  @BeforeAll
  static void start() {
    waf = new RunningWaf();
  }

  @AfterAll
  static void stop() {
    waf.close();
  }

  private static Map<String, String> requestOf(String impi) {
    Map<String, String> request = RunningWaf.request();
    request.put("impi", impi);
    return request;
  }

  private static Map<String, String> signIn(Map<String, String> request, String user, String word) {
    Map<String, String> form =
        new LinkedHashMap<>(RunningWaf.hiddenFields(waf.authorize(request).body()));
    form.put("username", user);
    form.put("password", word);
    return RunningWaf.query(waf.post("/login", form));
  }

  private static Map<String, String> carol(Map<String, String> request) {
    return signIn(request, "carol", "two lines");
  }

  private static Map<String, Object> tokens(Map<String, String> request) {
    return RunningWaf.json(waf.exchange(carol(request).get("code")));
  }

  private static JWTClaimsSet claims(Map<String, Object> tokens, String name) {
    try {
      return SignedJWT.parse((String) tokens.get(name)).getJWTClaimsSet();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theFirstIsNamedUnlessAnotherIsAskedFor() {
    assertThat(claims(tokens(RunningWaf.request()), "access_token").getClaims())
        .containsEntry("impi", DESK);
    assertThat(claims(tokens(requestOf(CAR)), "access_token").getClaims())
        .containsEntry("impi", CAR)
        .containsEntry("impus", List.of("tel:+15550103"));
  }

  @Test
  void theChoiceOutlivesARefresh() {
    Map<String, Object> first = tokens(requestOf(CAR));
    Map<String, Object> second = RunningWaf.json(waf.refresh((String) first.get("refresh_token")));
    Map<String, Object> third = RunningWaf.json(waf.refresh((String) second.get("refresh_token")));

    assertThat(claims(third, "access_token").getClaim("impi")).isEqualTo(CAR);
    assertThat(claims(third, "id_token").getClaim("impi")).isEqualTo(CAR);
  }

  @Test
  void allAreListedInIdTokenAndUserinfoTheChosenOneFirst() {
    Map<String, Object> tokens = tokens(requestOf(CAR));
    List<Map<String, Object>> all =
        List.of(
            Map.of("impi", CAR, "impus", List.of("tel:+15550103")),
            Map.of("impi", DESK, "impus", List.of("sip:carol@ims.example.net")));

    Map<String, Object> told =
        RunningWaf.json(
            waf.get("/userinfo", "Authorization", "Bearer " + tokens.get("access_token")));

    assertThat(claims(tokens, "id_token").getClaim("subscriptions")).isEqualTo(all);
    assertThat(told).containsEntry("impi", CAR).containsEntry("subscriptions", all);
    assertThat(claims(tokens, "access_token").getClaims()).doesNotContainKey("subscriptions");
  }

  @Test
  void aPushedRequestMaySayItToo() {
    HttpResponse<String> pushed =
        waf.post(
            "/par", requestOf(CAR), "Authorization", RunningWaf.basic("wwsf", RunningWaf.SECRET));
    Map<String, String> request = new LinkedHashMap<>();
    request.put("client_id", "wwsf");
    request.put("request_uri", (String) RunningWaf.json(pushed).get("request_uri"));

    assertThat(claims(tokens(request), "access_token").getClaim("impi")).isEqualTo(CAR);
  }

  @Test
  void anotherUsersSubscriptionIsRefused() {
    Map<String, String> answer = signIn(requestOf(CAR), "alice", "correct horse");

    assertThat(answer)
        .containsEntry("error", "access_denied")
        .containsEntry("state", "the state")
        .containsEntry("iss", waf.issuer)
        .doesNotContainKey("code");
  }

  @Test
  void whatIsNoPrivateIdentityIsRefusedBeforeAnybodySignsIn() {
    assertThat(RunningWaf.query(waf.authorize(requestOf("no realm"))))
        .containsEntry("error", "invalid_request");
    assertThat(
            waf.post(
                    "/par",
                    requestOf("no realm"),
                    "Authorization",
                    RunningWaf.basic("wwsf", RunningWaf.SECRET))
                .statusCode())
        .isEqualTo(400);
  }
}
