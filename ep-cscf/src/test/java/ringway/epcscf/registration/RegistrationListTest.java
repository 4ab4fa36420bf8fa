// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ringway.epcscf.admin.FlowList;
import ringway.epcscf.admin.RegistrationList;
import ringway.epcscf.token.MovingClock;
import ringway.epcscf.w2.Flow;
import ringway.epcscf.w2.W2Server;
import ringway.runtime.admin.AdminConfig;
import ringway.runtime.admin.AdminToken;
import ringway.runtime.config.Secret;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.http.Router;

/** {@code GET /admin/registrations}, over HTTP. */
class RegistrationListTest {
  private static final String TOKEN = "t".repeat(32);
  private static final JsonMapper JSON = new JsonMapper();

  private final MovingClock clock = new MovingClock();
  private final Instant end = clock.instant().plus(Duration.ofHours(1));
  private final HttpClient http = HttpClient.newHttpClient();
  private W2Server w2;
  private WebSocket client;
  private Flow flow;
  private HttpListener management;

  @BeforeEach
  void register() {
    w2 = W2Server.start();
    client = w2.connect(http);
    await().until(() -> w2.flows().size() == 1);
    flow = w2.flows().all().getFirst();
    RegistrationTable table = new RegistrationTable(clock);
    table.put(
        flow,
        new Registration(
            new Impi("alice@ims.example.net"),
            new Registration.Proof.ByCore(),
            List.of(new Impu("sip:alice@ims.example.net"), new Impu("tel:+15550101")),
            List.of("<sip:orig@scscf.example.net;lr>"),
            new BoundContact("sip:a@x.invalid", "<urn:uuid:1>", "1", "c", 1),
            "",
            end,
            false));
    AdminToken admin = new AdminConfig(Optional.of(Secret.of(TOKEN))).guard().orElseThrow();
    management =
        HttpListener.start(
            "test",
            ListenerConfig.loopback(0),
            new Router()
                .get("/admin/registrations", admin.guard(new RegistrationList(table)::get))
                .get("/admin/flows", admin.guard(new FlowList(w2.flows(), table)::get)));
  }

  @AfterEach
  void stop() {
    client.abort();
    management.close();
    w2.close();
    http.close();
  }

  @Test
  void aRegistrationIsShownWithAllThatIsBound() throws Exception {
    JsonNode shown = items("").get(0);

    assertThat(shown.get("flow").asText()).isEqualTo(flow.id());
    assertThat(shown.get("impi").asText()).isEqualTo("alice@ims.example.net");
    assertThat(shown.get("impus").toString())
        .isEqualTo("[\"sip:alice@ims.example.net\",\"tel:+15550101\"]");
    assertThat(shown.get("scheme").asText()).isEqualTo("core");
    assertThat(shown.get("contact").asText()).isEqualTo("sip:a@x.invalid");
    assertThat(shown.get("instance").asText()).isEqualTo("<urn:uuid:1>");
    assertThat(shown.get("reg-id").asText()).isEqualTo("1");
    assertThat(shown.get("service-route").toString()).contains("scscf.example.net");
    assertThat(shown.get("expires").asText()).isEqualTo(end.toString());
    assertThat(shown.get("shortened").asBoolean()).isFalse();
  }

  @Test
  void aUserIsFoundByEitherKindOfIdentity() throws Exception {
    assertThat(items("?user=alice@ims.example.net")).hasSize(1);
    assertThat(items("?user=sip:alice@ims.example.net")).hasSize(1);
    assertThat(items("?user=tel:%2B15550101")).hasSize(1);
    assertThat(items("?user=bob@ims.example.net")).isEmpty();
  }

  @Test
  void theConnectionOfAUserIsFoundByIdentityAndAddress() throws Exception {
    WebSocket stranger = w2.connect(http);
    await().until(() -> w2.flows().size() == 2);

    for (String user :
        List.of("alice@ims.example.net", "sip:alice@ims.example.net", "tel:%2B15550101")) {
      JsonNode found = list("/admin/flows", "?user=" + user);
      assertThat(found).as(user).hasSize(1);
      assertThat(found.get(0).get("id").asText()).isEqualTo(flow.id());
      assertThat(found.get(0).get("impi").asText()).isEqualTo("alice@ims.example.net");
    }
    assertThat(list("/admin/flows", "?user=bob@ims.example.net")).isEmpty();
    assertThat(list("/admin/flows", "?address=127.0.0.1")).hasSize(2);
    assertThat(list("/admin/flows", "?address=127.0.0.1&user=alice@ims.example.net")).hasSize(1);
    assertThat(list("/admin/flows", "?address=192.0.2.0/24&user=alice@ims.example.net")).isEmpty();
    clock.advance(Duration.ofHours(2));
    assertThat(list("/admin/flows", "?user=alice@ims.example.net")).as("run out").isEmpty();
    stranger.abort();
  }

  @Test
  void whoShowsNoTokenSeesNothing() throws Exception {
    for (String authorization : List.of("Bearer wrong", "Basic " + TOKEN, TOKEN)) {
      HttpResponse<String> answer = get("/admin/registrations", authorization);

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
          .startsWith("Bearer ");
      assertThat(answer.body()).doesNotContain("alice");
    }
  }

  private JsonNode items(String query) throws Exception {
    return list("/admin/registrations", query);
  }

  private JsonNode list(String path, String query) throws Exception {
    return JSON.readTree(get(path + query, "Bearer " + TOKEN).body()).get("items");
  }

  private HttpResponse<String> get(String path, String authorization) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + management.port() + path);
    return http.send(
        HttpRequest.newBuilder(uri).header("Authorization", authorization).build(),
        BodyHandlers.ofString());
  }
}
