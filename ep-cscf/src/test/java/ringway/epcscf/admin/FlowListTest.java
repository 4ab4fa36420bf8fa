// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ringway.epcscf.registration.RegistrationTable;
import ringway.epcscf.w2.W2Server;
import ringway.runtime.admin.AdminConfig;
import ringway.runtime.admin.AdminToken;
import ringway.runtime.config.Secret;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.http.Router;

/** The list of open connections, over HTTP. */
class FlowListTest {
  private static final String TOKEN = "t".repeat(32);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<WebSocket> clients = new ArrayList<>();
  private W2Server w2;
  private HttpListener management;

  @BeforeEach
  void start() {
    w2 = W2Server.start();
    AdminToken admin = new AdminConfig(Optional.of(Secret.of(TOKEN))).guard().orElseThrow();
    FlowList list = new FlowList(w2.flows(), new RegistrationTable(Clock.systemUTC()));
    management =
        HttpListener.start(
            "test",
            ListenerConfig.loopback(0),
            new Router().get("/admin/flows", admin.guard(list::get)));
  }

  @AfterEach
  void stop() {
    clients.forEach(WebSocket::abort);
    management.close();
    w2.close();
    http.close();
  }

  @Test
  void whoShowsNoTokenSeesNothing() throws Exception {
    for (String header : List.of("Bearer wrong", "Basic " + TOKEN, TOKEN)) {
      HttpResponse<String> answer = get("", header);

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
          .startsWith("Bearer ");
    }
  }

  @Test
  void aConnectionIsShownWithItsPeerAndTraffic() throws Exception {
    clients.add(w2.connect(http));
    await().until(() -> w2.flows().size() == 1);

    JsonNode flow = items("").getFirst();

    assertThat(flow.get("id").asText()).isEqualTo(w2.flows().all().getFirst().id());
    assertThat(flow.get("address").asText()).isEqualTo("127.0.0.1");
    assertThat(flow.get("transport").asText()).isEqualTo("WS");
    assertThat(flow.get("messages-in").asInt()).isZero();
    assertThat(flow.at("/queue/bytes").asInt(-1)).isZero();
    assertThat(flow.has("impi")).isFalse();
    assertThat(flow.has("tls")).isFalse();
  }

  @Test
  void longListsComeInPages() throws Exception {
    for (int i = 0; i < 5; i++) {
      clients.add(w2.connect(http));
    }
    await().until(() -> w2.flows().size() == 5);
    List<String> seen = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = JSON.readTree(get("?limit=2&after=" + after, "Bearer " + TOKEN).body());
      page.get("items").forEach(item -> seen.add(item.get("id").asText()));
      after = page.path("next").asText("");
    } while (!after.isEmpty());

    assertThat(seen).hasSize(5).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void addressAndUserChoose() throws Exception {
    clients.add(w2.connect(http));
    await().until(() -> w2.flows().size() == 1);

    assertThat(items("?address=127.0.0.0/8")).hasSize(1);
    assertThat(items("?address=10.0.0.0/8")).isEmpty();
    assertThat(items("?user=alice@ims.example.net")).isEmpty();
    assertThat(get("?address=here", "Bearer " + TOKEN).statusCode()).isEqualTo(400);
    assertThat(get("?limit=501", "Bearer " + TOKEN).statusCode()).isEqualTo(400);
  }

  private List<JsonNode> items(String query) throws Exception {
    List<JsonNode> items = new ArrayList<>();
    JSON.readTree(get(query, "Bearer " + TOKEN).body()).get("items").forEach(items::add);
    return items;
  }

  private HttpResponse<String> get(String query, String authorization) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + management.port() + "/admin/flows" + query);
    return http.send(
        HttpRequest.newBuilder(uri).header("Authorization", authorization).build(),
        BodyHandlers.ofString());
  }
}
