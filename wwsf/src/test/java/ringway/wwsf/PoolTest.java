// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.runtime.config.ConfigError;

/** Identities lent by the WAF: TS 24.371 §6.1 scenario 3, TS 33.203 X.4.2.1. */
class PoolTest {
  private static final String BALANCED =
      """
      pool: {name: public, anonymous: true, visitors-per-address: 1, balancers: ["%s"]}
      """;
  private static final String ANONYMOUS = "pool: {name: public, anonymous: true}\n";
  private static final String FOR_USERS = "pool: {name: public, for-users: true}\n";

  private static HttpResponse<String> visit(RunningWwsf wwsf) {
    return wwsf.post("/visitor", "Origin", wwsf.address);
  }

  @Test
  void visitorGetsAPairAndATokenWithoutSigningIn() {
    try (RunningWwsf wwsf = new RunningWwsf(ANONYMOUS)) {
      assertThat(visit(wwsf).statusCode()).isEqualTo(204);

      assertThat(RunningWwsf.json(wwsf.access()))
          .containsEntry("access_token", "lent-1")
          .containsEntry("impi", "guest1@ims.example.net")
          .containsEntry("impus", List.of("sip:guest1@ims.example.net"));
      assertThat(RunningWwsf.json(wwsf.get("/session"))).containsEntry("kind", "visitor");
      assertThat(RunningWwsf.json(wwsf.get("/config.json"))).containsEntry("anonymous", true);
    }
  }

  @Test
  void visitorsHaveDifferentPairsAndOneVisitorHasOne() {
    try (RunningWwsf wwsf = new RunningWwsf(ANONYMOUS)) {
      visit(wwsf);
      visit(wwsf);
      Object first = RunningWwsf.json(wwsf.access()).get("impi");
      wwsf.anotherBrowser();
      visit(wwsf);

      assertThat(RunningWwsf.json(wwsf.access()).get("impi")).isNotEqualTo(first);
      assertThat(wwsf.provider.holders.values()).hasSize(2).doesNotHaveDuplicates();
    }
  }

  @Test
  void visitorOfAnEmptyPoolIsToldWhenToComeAgain() {
    try (RunningWwsf wwsf = new RunningWwsf(ANONYMOUS)) {
      wwsf.provider.pairs = 0;
      HttpResponse<String> answer = visit(wwsf);

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(RunningWwsf.json(answer)).containsEntry("error", "no_identity");
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("77");
      assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }
  }

  @Test
  void wafThatIsDownIsSaidToTheVisitor() {
    try (RunningWwsf wwsf = new RunningWwsf(ANONYMOUS)) {
      wwsf.provider.broken = true;
      HttpResponse<String> answer = visit(wwsf);

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(RunningWwsf.json(answer)).containsEntry("error", "temporarily_unavailable");
    }
  }

  @Test
  void oneAddressCannotEmptyThePool() {
    try (RunningWwsf wwsf =
        new RunningWwsf("pool: {name: public, anonymous: true, visitors-per-address: 2}\n")) {
      wwsf.provider.pairs = 100;
      for (int i = 0; i < 2; i++) {
        assertThat(visit(wwsf).statusCode()).isEqualTo(204);
        wwsf.anotherBrowser();
      }
      HttpResponse<String> third = visit(wwsf);

      assertThat(third.statusCode()).isEqualTo(429);
      assertThat(third.headers().firstValue("Retry-After")).isPresent();
      assertThat(wwsf.provider.holders).hasSize(2);
      wwsf.clock.advance(Duration.ofSeconds(61));
      assertThat(visit(wwsf).statusCode()).isEqualTo(204);
    }
  }

  @Test
  void behindABalancerEachVisitorIsCountedByTheAddressItReports() {
    try (RunningWwsf wwsf = new RunningWwsf(BALANCED.formatted("127.0.0.1"))) {
      wwsf.provider.pairs = 100;
      assertThat(visitFrom(wwsf, "198.51.100.1")).isEqualTo(204);
      assertThat(visitFrom(wwsf, "198.51.100.2")).isEqualTo(204);
      // What a visitor wrote there itself stands before what the balancer added.
      assertThat(visitFrom(wwsf, "203.0.113.9, 198.51.100.1")).isEqualTo(429);
    }
  }

  @Test
  void nobodyElseIsBelievedAboutItsAddress() {
    try (RunningWwsf wwsf = new RunningWwsf(BALANCED.formatted("192.0.2.0/24"))) {
      wwsf.provider.pairs = 100;
      assertThat(visitFrom(wwsf, "198.51.100.1")).isEqualTo(204);
      assertThat(visitFrom(wwsf, "198.51.100.2")).isEqualTo(429);
    }
  }

  private static int visitFrom(RunningWwsf wwsf, String address) {
    wwsf.anotherBrowser();
    return wwsf.post("/visitor", "Origin", wwsf.address, "X-Forwarded-For", address).statusCode();
  }

  @Test
  void pairIsRenewedForWhoStaysAndKept() {
    try (RunningWwsf wwsf = new RunningWwsf(ANONYMOUS)) {
      visit(wwsf);
      for (int i = 2; i <= 5; i++) {
        wwsf.clock.advance(Duration.ofMinutes(6));
        assertThat(RunningWwsf.json(wwsf.access()))
            .containsEntry("access_token", "lent-" + i)
            .containsEntry("impi", "guest1@ims.example.net");
      }
    }
  }

  @Test
  void pairIsGivenBackByWhoLeaves() {
    try (RunningWwsf wwsf = new RunningWwsf(ANONYMOUS)) {
      visit(wwsf);
      // As navigator.sendBeacon does.
      HttpResponse<String> beacon =
          wwsf.post(
              "/logout",
              "Origin",
              wwsf.address,
              "Sec-Fetch-Site",
              "same-origin",
              "Content-Type",
              "text/plain;charset=UTF-8");

      assertThat(beacon.statusCode()).isEqualTo(204);
      assertThat(wwsf.provider.holders).isEmpty();
      assertThat(wwsf.access().statusCode()).isEqualTo(401);
    }
  }

  @Test
  void pairIsGivenBackForWhoJustGoesAway() {
    try (RunningWwsf wwsf = new RunningWwsf(ANONYMOUS)) {
      visit(wwsf);
      wwsf.clock.advance(Duration.ofMinutes(16));

      await().untilAsserted(() -> assertThat(wwsf.provider.holders).isEmpty());
    }
  }

  @Test
  void visitEndsAfterItsLifeHoweverOftenAccessIsAsked() {
    try (RunningWwsf wwsf = new RunningWwsf(ANONYMOUS)) {
      visit(wwsf);
      for (int i = 0; i < 7; i++) {
        wwsf.clock.advance(Duration.ofMinutes(8));
        assertThat(wwsf.access().statusCode()).isEqualTo(200);
      }
      wwsf.clock.advance(Duration.ofMinutes(8));

      assertThat(wwsf.access().statusCode()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null"})
  void foreignPageCannotMakeABrowserAVisitor(String origin) {
    try (RunningWwsf wwsf = new RunningWwsf(ANONYMOUS)) {
      assertThat(wwsf.post("/visitor", "Origin", origin).statusCode()).isEqualTo(403);
      assertThat(wwsf.provider.holders).isEmpty();
    }
  }

  @Test
  void nobodyVisitsWhereThatIsNotAllowed() {
    try (RunningWwsf wwsf = new RunningWwsf(FOR_USERS)) {
      assertThat(visit(wwsf).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void userWhoSignsInHoldsAPairOfThePoolUntilSignedOut() {
    try (RunningWwsf wwsf = new RunningWwsf(FOR_USERS)) {
      wwsf.provider.asTheWaf();
      wwsf.provider.claims = claims -> claims.claim("impi", null).claim("impus", null);
      wwsf.signIn();

      assertThat(RunningWwsf.json(wwsf.access())).containsEntry("access_token", "lent-1");
      assertThat(wwsf.provider.holders).isEqualTo(Map.of("lease-1", "alice"));
      wwsf.post("/logout", "Origin", wwsf.address);
      assertThat(wwsf.provider.holders).isEmpty();
      assertThat(wwsf.provider.revoked).containsExactly("refresh-0");
    }
  }

  @Test
  void userOfAnEmptyPoolIsToldSoOnAPageAndIsNotSignedIn() {
    try (RunningWwsf wwsf = new RunningWwsf(FOR_USERS)) {
      wwsf.provider.pairs = 0;
      HttpResponse<String> page = wwsf.signIn();

      assertThat(page.statusCode()).isEqualTo(503);
      assertThat(page.body()).contains("All lines are taken");
      assertThat(page.headers().firstValue("Retry-After")).hasValue("77");
      assertThat(wwsf.access().statusCode()).isEqualTo(401);
    }
  }

  @Test
  void usersOfAnotherProviderGetPairsOfTheWaf() {
    try (TestProvider elsewhere = new TestProvider(new MovableClock());
        RunningWwsf wwsf =
            new RunningWwsf(
                FOR_USERS + "login: {client-id: wwsf, issuer: \"" + elsewhere.issuer() + "\"}\n")) {
      elsewhere.claims = claims -> claims.claim("impi", null).claim("impus", null);
      HttpResponse<String> login = wwsf.get("/login");
      assertThat(RunningWwsf.location(login).orElseThrow()).startsWith(elsewhere.issuer());
      Map<String, String> asked = RunningWwsf.query(login);
      elsewhere.authorized(asked);
      Map<String, String> answer = wwsf.answerTo(asked);
      answer.put("iss", elsewhere.issuer());

      assertThat(wwsf.callback(answer).statusCode()).isEqualTo(302);
      assertThat(RunningWwsf.json(wwsf.access())).containsEntry("access_token", "lent-1");
    }
  }

  @Test
  void anotherProviderWithoutAPoolIsAMistakeInTheSettings() {
    assertThatThrownBy(() -> new RunningWwsf("login: {issuer: \"https://login.example\"}\n"))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("wwsf.pool.for-users");
  }
}
