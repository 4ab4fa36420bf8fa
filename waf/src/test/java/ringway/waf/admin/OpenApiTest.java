// SPDX-License-Identifier: Apache-2.0
package ringway.waf.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import ringway.runtime.admin.AdminConfig;
import ringway.runtime.config.Secret;
import ringway.runtime.http.Router;
import ringway.runtime.store.Database;
import ringway.runtime.store.StoreConfig;
import ringway.waf.events.EventFeed;
import ringway.waf.events.EventsConfig;
import ringway.waf.identity.UserStore;
import ringway.waf.keys.KeyRing;
import ringway.waf.keys.KeyRings;
import ringway.waf.keys.KeysConfig;
import ringway.waf.keys.TokenAlgorithm;
import ringway.waf.login.Sessions;
import ringway.waf.oauth.ClientStore;
import ringway.waf.pool.PoolStore;
import ringway.waf.pool.Pools;
import ringway.waf.pool.PoolsConfig;
import ringway.waf.store.SqlGrantStore;
import ringway.waf.store.WafDatabase;
import ringway.waf.upstream.Links;

/** The published description says what is there: all of it, and nothing else. */
class OpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void describesEveryRouteAndNoOther() throws Exception {
    Set<String> described = new HashSet<>();
    for (Map.Entry<String, JsonNode> path : document().get("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        described.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
      }
    }

    assertThat(described)
        .isEqualTo(routes(new AdminConfig(Optional.of(Secret.of("x".repeat(32))))));
  }

  @Test
  void withoutATokenThereAreNoRoutes() {
    assertThat(routes(new AdminConfig(Optional.empty()))).isEmpty();
  }

  @Test
  void everyReferenceInItLeadsSomewhere() throws Exception {
    JsonNode document = document();

    assertThat(document.get("openapi").asText()).startsWith("3.1.");
    List<JsonNode> references = document.findValues("$ref");
    assertThat(references).isNotEmpty();
    for (JsonNode reference : references) {
      assertThat(document.at(reference.asText().substring(1)).isMissingNode())
          .as(reference.asText())
          .isFalse();
    }
  }

  private static JsonNode document() throws Exception {
    try (var in = AdminApi.class.getResourceAsStream("openapi.json")) {
      return JSON.readTree(in);
    }
  }

  private static Set<String> routes(AdminConfig config) {
    Clock clock = Clock.systemUTC();
    Duration life = Duration.ofMinutes(10);
    KeysConfig keysConfig =
        new KeysConfig(Optional.empty(), Optional.empty(), Duration.ofDays(30), life, List.of());
    try (Database database = WafDatabase.open(StoreConfig.inMemory());
        KeyRing keys =
            KeyRings.open(
                keysConfig, Optional.empty(), TokenAlgorithm.ES256, life, database.jdbi(), clock);
        EventFeed events =
            new EventFeed(
                new EventsConfig(List.of()),
                keys,
                URI.create("http://localhost:8081"),
                life,
                database.jdbi(),
                clock)) {
      var jdbi = database.jdbi();
      return AdminApi.routes(
          config,
          new AdminApi.Surroundings(
              jdbi,
              clock,
              new UserStore(jdbi),
              new PoolStore(jdbi, clock),
              new Pools(jdbi, clock, life, new PoolsConfig(life, life, List.of())),
              new ClientStore(jdbi),
              keys,
              new SqlGrantStore(jdbi, clock),
              new Sessions(jdbi, clock, Duration.ZERO),
              new Links(jdbi, clock),
              events.revocations(),
              (_, _) -> {}),
          new Router());
    }
  }
}
