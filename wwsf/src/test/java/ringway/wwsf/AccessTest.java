// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringway.runtime.http.HttpReply;

/** {@code GET /access}: TS 24.371 A.3.2 step 1. */
class AccessTest {
  @TempDir private Path directory;
  private RunningWwsf wwsf;

  @BeforeEach
  void start() {
    wwsf = new RunningWwsf();
  }

  @AfterEach
  void stop() {
    wwsf.close();
  }

  @Test
  void whoIsNotSignedInGets401AndNoToken() {
    HttpResponse<String> answer = wwsf.access();

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(RunningWwsf.json(answer))
        .containsEntry("error", "login_required")
        .containsOnlyKeys("error", "error_description");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void guessedSessionGets401() {
    assertThat(wwsf.get("/access", "Cookie", "ringway_wwsf=" + "A".repeat(43)).statusCode())
        .isEqualTo(401);
    assertThat(wwsf.get("/access", "Cookie", "ringway_wwsf=x").statusCode()).isEqualTo(401);
  }

  @Test
  void documentHoldsTokenIdentitiesAndAddresses() {
    wwsf.signIn();
    HttpResponse<String> answer = wwsf.access();
    Map<String, Object> document = RunningWwsf.json(answer);

    assertThat(document)
        .containsEntry("access_token", "access-0")
        .containsEntry("impi", "alice@ims.example.net")
        .containsEntry("impus", List.of("sip:alice@ims.example.net", "tel:+15550101"))
        .containsEntry("domain", "ims.example.net")
        .containsEntry("w2", "ws://localhost:8082/")
        .containsEntry("ice_servers", List.of())
        .hasSize(7);
    assertThat((String) document.get("expires_at")).matches("\\d{4}-..-..T..:..:..Z");
    assertThat(Instant.parse((String) document.get("expires_at")))
        .isBetween(Instant.now().plusSeconds(540), Instant.now().plusSeconds(600));
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void foreignOriginGetsNoPermissionToRead() {
    wwsf.signIn();
    HttpResponse<String> answer = wwsf.get("/access", "Origin", "https://evil.example");

    assertThat(answer.headers().map())
        .doesNotContainKeys("access-control-allow-origin", "access-control-allow-credentials");
    assertThat(answer.headers().firstValue("Cross-Origin-Resource-Policy")).hasValue("same-origin");
  }

  @Test
  void tokenStaysTheSameInTheFirstHalfOfItsLife() {
    wwsf.signIn();
    wwsf.clock.advance(Duration.ofMinutes(4));

    assertThat(RunningWwsf.json(wwsf.access())).containsEntry("access_token", "access-0");
    assertThat(wwsf.provider.refreshes).hasValue(0);
  }

  @Test
  void tokenTheNetworkRefusedIsRefreshedEarlyButNotAtEveryRequest() {
    wwsf.signIn();
    wwsf.get("/access?refused=true");
    assertThat(wwsf.provider.refreshes).hasValue(0);

    wwsf.clock.advance(Duration.ofSeconds(6));
    assertThat(wwsf.get("/access?refused=true").statusCode()).isEqualTo(200);
    assertThat(wwsf.get("/access?refused=true").statusCode()).isEqualTo(200);
    assertThat(wwsf.provider.refreshes).hasValue(1);
  }

  @Test
  void refusedTokenOfASessionTheWafHasEndedMeansSigningInAgainAtOnce() {
    wwsf.signIn();
    wwsf.clock.advance(Duration.ofSeconds(6));
    wwsf.provider.tokenAnswer = Optional.of(HttpReply.json(400, Map.of("error", "invalid_grant")));

    assertThat(wwsf.access().statusCode()).isEqualTo(200);
    assertThat(wwsf.get("/access?refused=true").statusCode()).isEqualTo(401);
    assertThat(wwsf.access().statusCode()).isEqualTo(401);
  }

  @Test
  void tokenIsRefreshedSilentlyInTheSecondHalfAgainAndAgain() {
    wwsf.signIn();

    for (int i = 1; i <= 3; i++) {
      wwsf.clock.advance(Duration.ofMinutes(6));
      assertThat(RunningWwsf.json(wwsf.access())).containsEntry("access_token", "access-" + i);
    }
  }

  @Test
  void tokenThatHasEndedIsRefreshedToo() {
    wwsf.signIn();
    wwsf.clock.advance(Duration.ofHours(2));

    assertThat(RunningWwsf.json(wwsf.access())).containsEntry("access_token", "access-1");
  }

  @Test
  void manyRequestsAtOnceRefreshOnce() throws Exception {
    wwsf.signIn();
    wwsf.clock.advance(Duration.ofMinutes(6));
    List<Future<Map<String, Object>>> answers = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 30; i++) {
        answers.add(threads.submit(() -> RunningWwsf.json(wwsf.access())));
      }
    }

    for (Future<Map<String, Object>> answer : answers) {
      assertThat(answer.get()).containsEntry("access_token", "access-1");
    }
    assertThat(wwsf.provider.refreshes).hasValue(1);
  }

  @Test
  void identitiesFollowTheRefreshedIdToken() {
    wwsf.signIn();
    wwsf.provider.claims = claims -> claims.claim("impus", List.of("sip:new@ims.example.net"));
    wwsf.clock.advance(Duration.ofMinutes(6));

    assertThat(RunningWwsf.json(wwsf.access()))
        .containsEntry("impus", List.of("sip:new@ims.example.net"));
  }

  @Test
  void refreshWithoutIdTokenKeepsTheIdentities() {
    wwsf.signIn();
    wwsf.provider.answer =
        answer -> {
          answer.remove("id_token");
          return answer;
        };
    wwsf.clock.advance(Duration.ofMinutes(6));

    assertThat(RunningWwsf.json(wwsf.access()))
        .containsEntry("access_token", "access-1")
        .containsEntry("impi", "alice@ims.example.net");
  }

  @Test
  void refreshThatBringsAnotherUserEndsTheSession() {
    wwsf.signIn();
    wwsf.provider.claims = claims -> claims.subject("mallory");
    wwsf.clock.advance(Duration.ofMinutes(6));

    assertThat(wwsf.access().statusCode()).isEqualTo(401);
  }

  @Test
  void refusedRefreshMeansSigningInAgain() {
    wwsf.signIn();
    wwsf.provider.tokenAnswer = Optional.of(HttpReply.json(400, Map.of("error", "invalid_grant")));
    wwsf.clock.advance(Duration.ofMinutes(6));

    assertThat(RunningWwsf.json(wwsf.access())).containsEntry("error", "login_required");
    wwsf.provider.tokenAnswer = Optional.empty();
    assertThat(wwsf.access().statusCode()).isEqualTo(401);
  }

  @Test
  void wafThatIsDownLeavesTheOldTokenAsLongAsItLivesThenSaysSo() {
    wwsf.signIn();
    wwsf.provider.broken = true;

    wwsf.clock.advance(Duration.ofMinutes(9));
    assertThat(RunningWwsf.json(wwsf.access())).containsEntry("access_token", "access-0");
    wwsf.clock.advance(Duration.ofMinutes(2));
    HttpResponse<String> answer = wwsf.access();
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(RunningWwsf.json(answer)).containsEntry("error", "temporarily_unavailable");

    wwsf.provider.broken = false;
    assertThat(wwsf.access().statusCode()).isEqualTo(200);
  }

  @Test
  void withoutRefreshTokenTheSessionEndsWithItsToken() {
    wwsf.provider.answer =
        answer -> {
          answer.remove("refresh_token");
          return answer;
        };
    wwsf.signIn();

    wwsf.clock.advance(Duration.ofMinutes(9));
    assertThat(wwsf.access().statusCode()).isEqualTo(200);
    wwsf.clock.advance(Duration.ofMinutes(2));
    assertThat(wwsf.access().statusCode()).isEqualTo(401);
  }

  @Test
  void sessionEndsAfterItsLifeHoweverOftenItIsUsed() {
    wwsf.signIn();
    wwsf.clock.advance(Duration.ofHours(11));
    assertThat(wwsf.access().statusCode()).isEqualTo(200);
    wwsf.clock.advance(Duration.ofHours(2));

    assertThat(wwsf.access().statusCode()).isEqualTo(401);
  }

  @Test
  void iceServersStandInTheFormOfTheBrowsersInterface() throws IOException {
    String settings =
        """
        ice-servers:
          - urls: ["stun:stun.example.net"]
          - urls: ["turn:turn.example.net:3478"]
            username: ringway
            credential: file:%s
        """
            .formatted(Files.writeString(directory.resolve("turn"), "turn password"));
    try (RunningWwsf own = new RunningWwsf(settings)) {
      own.signIn();

      assertThat(RunningWwsf.json(own.access()))
          .containsEntry(
              "ice_servers",
              List.of(
                  Map.of("urls", List.of("stun:stun.example.net")),
                  Map.of(
                      "urls", List.of("turn:turn.example.net:3478"),
                      "username", "ringway",
                      "credential", "turn password")));
    }
  }
}
