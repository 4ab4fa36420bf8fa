// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions on several nodes, over restarts, and what is left of them when they end. */
class SessionsTest {
  @TempDir private Path directory;

  /** H2 in memory is one database for all nodes of this process that name it. */
  private static String shared() {
    return "store: {url: \"jdbc:h2:mem:sessions-%d\"}\n".formatted(System.nanoTime());
  }

  private static Map<String, Object> access(RunningWwsf node, String cookie) {
    return RunningWwsf.json(node.get("/access", "Cookie", cookie));
  }

  private static String cookie(HttpResponse<String> signedIn) {
    return signedIn.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
  }

  @Test
  void sessionOutlivesARestart() {
    String store = "store: {url: \"jdbc:h2:file:" + directory.resolve("wwsf") + "\"}\n";
    try (RunningWwsf before = new RunningWwsf(store)) {
      String cookie = cookie(before.signIn());
      before.stop();

      try (RunningWwsf after = before.again(store)) {
        after.anotherBrowser();
        assertThat(access(after, cookie)).containsEntry("access_token", "access-0");
      }
    }
  }

  @Test
  void oneNodeSendsTheBrowserToTheWafAndAnotherTakesItBack() {
    String store = shared();
    try (RunningWwsf one = new RunningWwsf(store);
        RunningWwsf other = one.again(store)) {
      assertThat(other.callback(one.answerTo(one.login())).statusCode()).isEqualTo(302);
      assertThat(one.access().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void manyRequestsAtTwoNodesRefreshOnce() throws Exception {
    String store = shared();
    try (RunningWwsf one = new RunningWwsf(store);
        RunningWwsf other = one.again(store)) {
      String cookie = cookie(one.signIn());
      one.clock.advance(Duration.ofMinutes(6));
      List<Future<Map<String, Object>>> answers = new ArrayList<>();

      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 20; i++) {
          RunningWwsf node = i % 2 == 0 ? one : other;
          answers.add(threads.submit(() -> access(node, cookie)));
        }
      }

      for (Future<Map<String, Object>> answer : answers) {
        assertThat(answer.get()).containsEntry("access_token", "access-1");
      }
      assertThat(one.provider.refreshes).hasValue(1);
    }
  }

  @Test
  void signingOutAtOneNodeHoldsAtTheOther() {
    String store = shared();
    try (RunningWwsf one = new RunningWwsf(store);
        RunningWwsf other = one.again(store)) {
      String cookie = cookie(one.signIn());
      one.post("/logout", "Origin", one.address);

      assertThat(other.get("/access", "Cookie", cookie).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void storeHoldsNeitherTokensNorWhatTheBrowserHolds() throws IOException {
    Path file = directory.resolve("wwsf");
    String handle;
    try (RunningWwsf wwsf = new RunningWwsf("store: {url: \"jdbc:h2:file:" + file + "\"}\n")) {
      handle = cookie(wwsf.signIn()).replaceFirst(".*=", "");
    }

    try (Stream<Path> files = Files.list(directory)) {
      for (Path written : files.filter(it -> it.toString().endsWith(".db")).toList()) {
        String bytes = Files.readString(written, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(bytes)
            .contains("wwsf_sessions")
            .doesNotContain(handle, "access-0", "refresh-0", "alice@");
      }
    }
  }

  @Test
  void tooManySessionsEndTheOneThatWouldEndFirst() {
    try (RunningWwsf wwsf = new RunningWwsf("max-sessions: 2\n")) {
      List<String> cookies = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        wwsf.anotherBrowser();
        cookies.add(cookie(wwsf.signIn()));
        wwsf.clock.advance(Duration.ofSeconds(1));
      }
      wwsf.anotherBrowser();

      assertThat(wwsf.get("/access", "Cookie", cookies.get(0)).statusCode()).isEqualTo(401);
      assertThat(wwsf.get("/access", "Cookie", cookies.get(1)).statusCode()).isEqualTo(200);
      assertThat(wwsf.get("/access", "Cookie", cookies.get(2)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void signingOutRevokesTheRefreshTokenAndLeadsToTheEndOfTheSessionAtTheWaf() {
    try (RunningWwsf wwsf = new RunningWwsf()) {
      wwsf.provider.asTheWaf();
      wwsf.signIn();

      HttpResponse<String> answer = wwsf.post("/logout", "Origin", wwsf.address);

      assertThat(wwsf.provider.revoked).containsExactly("refresh-0");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat((String) RunningWwsf.json(answer).get("end_session"))
          .startsWith(wwsf.provider.issuer() + "/logout?")
          .contains("id_token_hint=eyJ", "client_id=wwsf")
          .contains("post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A");
    }
  }

  @Test
  void formIsLedToTheEndOfTheSessionAtTheWafUnlessThatIsSwitchedOff() {
    try (RunningWwsf wwsf = new RunningWwsf()) {
      wwsf.provider.asTheWaf();
      wwsf.signIn();
      HttpResponse<String> answer =
          wwsf.post("/logout", "Origin", wwsf.address, "Accept", "text/html");
      assertThat(answer.statusCode()).isEqualTo(303);
      assertThat(RunningWwsf.location(answer).orElseThrow()).startsWith(wwsf.provider.issuer());
    }
  }

  @Test
  void wafThatIsDownAtSignOutIsToldLater() {
    try (RunningWwsf wwsf = new RunningWwsf()) {
      wwsf.provider.asTheWaf();
      wwsf.signIn();
      wwsf.access();
      wwsf.provider.broken = true;

      assertThat(wwsf.post("/logout", "Origin", wwsf.address).statusCode()).isLessThan(300);
      assertThat(wwsf.access().statusCode()).isEqualTo(401);
      assertThat(wwsf.provider.revoked).isEmpty();

      wwsf.provider.broken = false;
      wwsf.clock.advance(Duration.ofMinutes(1));
      await().untilAsserted(() -> assertThat(wwsf.provider.revoked).containsExactly("refresh-0"));
    }
  }

  @Test
  void sessionThatEndsByItselfIsRevokedToo() {
    try (RunningWwsf wwsf = new RunningWwsf("session-life: 1h\n")) {
      wwsf.provider.asTheWaf();
      wwsf.signIn();
      wwsf.clock.advance(Duration.ofMinutes(61));

      await().untilAsserted(() -> assertThat(wwsf.provider.revoked).containsExactly("refresh-0"));
    }
  }

  @Test
  void sessionSaysWhoIsThereWithoutAToken() {
    try (RunningWwsf wwsf = new RunningWwsf()) {
      assertThat(RunningWwsf.json(wwsf.get("/session"))).isEqualTo(Map.of("kind", "none"));
      wwsf.signIn();

      assertThat(RunningWwsf.json(wwsf.get("/session")))
          .isEqualTo(Map.of("kind", "user", "user", "alice", "impu", "sip:alice@ims.example.net"));
    }
  }
}
