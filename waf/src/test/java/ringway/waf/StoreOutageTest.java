// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ringway.runtime.store.StoreConfig;
import ringway.waf.store.Databases;

/** A store that goes away while the WAF runs: 503 everywhere, nothing accepted unchecked. */
class StoreOutageTest {
  private static final String ADMIN = "an-admin-token-only-for-these-tests";

  @TempDir private Path folder;

  @Test
  void everyEndpointSaysSoWhilePostgreSqlIsAwayAndWorksAgainAfterwards() throws Exception {
    StoreConfig store = Databases.POSTGRESQL.fresh();
    String name = store.url().substring(store.url().lastIndexOf('/') + 1);
    String server = store.url().substring(0, store.url().lastIndexOf('/')) + "/postgres";
    try (Node node = new Node(store)) {
      String refreshToken = node.refreshToken();
      execute(server, store.user(), "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
      execute(
          server,
          store.user(),
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");

      node.assertUnavailable(refreshToken);

      execute(server, store.user(), "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> node.admin.get("users").statusCode() == 200);
      assertThat(node.waf.refresh(refreshToken).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void everyEndpointSaysSoWhenTheH2FileIsBroken() throws Exception {
    String url = "jdbc:h2:file:" + folder.resolve("waf");
    try (Node node = new Node(new StoreConfig(url, "", Optional.empty(), 4))) {
      String refreshToken = node.refreshToken();
      String alike = ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";
      execute(url + alike, "", "SHUTDOWN");
      Files.writeString(folder.resolve("waf.mv.db"), "no database");

      node.assertUnavailable(refreshToken);
    }
  }

  private static void execute(String url, String user, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, user, "")) {
      connection.createStatement().execute(sql);
    }
  }

  private final class Node implements AutoCloseable {
    final RunningWaf waf;
    final AdminCalls admin;

    Node(StoreConfig store) throws IOException {
      int port = RunningWaf.freePort();
      Map<String, String> settings = new LinkedHashMap<>();
      settings.put("RINGWAY_WAF_STORE_URL", store.url());
      settings.put("RINGWAY_WAF_STORE_USER", "'" + store.user() + "'");
      settings.put("RINGWAY_WAF_MANAGEMENT_PORT", Integer.toString(port));
      settings.put(
          "RINGWAY_WAF_ADMIN_TOKEN", "file:" + Files.writeString(folder.resolve("token"), ADMIN));
      waf = new RunningWaf(settings);
      admin = new AdminCalls(URI.create("http://localhost:" + port), ADMIN);
    }

    String refreshToken() {
      return (String) RunningWaf.json(waf.exchange(waf.code())).get("refresh_token");
    }

    void assertUnavailable(String refreshToken) throws Exception {
      String[] client = {"Authorization", RunningWaf.basic("wwsf", RunningWaf.SECRET)};
      assertUnavailable(
          "application/json",
          () -> waf.refresh(refreshToken),
          () -> waf.post("/introspect", Map.of("token", "x"), client),
          () -> waf.post("/revoke", Map.of("token", refreshToken), client),
          () -> waf.post("/par", RunningWaf.request(), client),
          () -> waf.post("/pool/lend", Map.of("holder", "ann"), client),
          () -> waf.get("/userinfo", "Authorization", "Bearer handle"));
      assertUnavailable("text/html", () -> waf.authorize(RunningWaf.request()));
      assertUnavailable("application/problem+json", () -> admin.get("users"));
    }

    /** At once, since each waits for the store a while. */
    @SafeVarargs
    private void assertUnavailable(String type, Callable<HttpResponse<String>>... calls)
        throws Exception {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Callable<HttpResponse<String>> call : calls) {
          answers.add(threads.submit(call));
        }
      }
      for (Future<HttpResponse<String>> answer : answers) {
        HttpResponse<String> said = answer.get();
        assertThat(said.statusCode()).as("%s %s", said.uri(), said.body()).isEqualTo(503);
        assertThat(said.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(said.headers().firstValue("Content-Type").orElse("")).startsWith(type);
        if (type.equals("application/json")) {
          assertThat(said.body()).contains("\"temporarily_unavailable\"");
        }
      }
    }

    @Override
    public void close() {
      admin.close();
      waf.close();
    }
  }
}
