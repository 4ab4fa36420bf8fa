// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ringway.epcscf.cdr.CallRecord;
import ringway.epcscf.cdr.CallRecords;
import ringway.epcscf.cdr.CdrConfig;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.http.Router;

/** The list of calls, over HTTP. */
class CallListTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final CallRecords ended =
      new CallRecords(
          new CdrConfig(Optional.empty(), 10), new SimpleMeterRegistry(), Clock.systemUTC());
  private final CallList list =
      new CallList(() -> List.of(call("now", NOON, Optional.empty())), ended, Clock.systemUTC());
  private final HttpListener management =
      HttpListener.start(
          "test", ListenerConfig.loopback(0), new Router().get("/admin/calls", list::get));

  @AfterEach
  void stop() {
    management.close();
    http.close();
  }

  private static CallRecord call(String id, Instant began, Optional<Instant> ended) {
    return new CallRecord(
        id,
        false,
        id + "@ims.example.net",
        "tel:+15550199",
        "sip:alice@ims.example.net",
        "f1",
        began,
        Optional.empty(),
        ended,
        ended.map(_ -> "failed-486"),
        List.of());
  }

  private HttpResponse<String> get(String query) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + management.port() + "/admin/calls" + query);
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private JsonNode page(String query) throws Exception {
    return JSON.readTree(get(query).body());
  }

  @Test
  void callsUnderWayAreShownUnlessTheEndedAreAskedFor() throws Exception {
    ended.add(call("gone", NOON, Optional.of(NOON.plusSeconds(5))));

    JsonNode active = page("").path("items").path(0);
    assertThat(active.path("call-id").asText()).isEqualTo("now");
    assertThat(active.path("direction").asText()).isEqualTo("terminating");
    assertThat(active.has("outcome")).isFalse();
    JsonNode past = page("?state=ended").path("items").path(0);
    assertThat(past.path("call-id").asText()).isEqualTo("gone");
    assertThat(past.path("outcome").asText()).isEqualTo("failed-486");
  }

  @Test
  void theLatestComeFirstPageAfterPage() throws Exception {
    for (int i = 0; i < 5; i++) {
      ended.add(call("c" + i, NOON, Optional.of(NOON.plusSeconds(i))));
    }
    List<String> seen = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = page("?state=ended&limit=2&after=" + after);
      page.path("items").forEach(item -> seen.add(item.path("call-id").asText()));
      after = page.path("next").asText("");
    } while (!after.isEmpty());

    assertThat(seen).containsExactly("c4", "c3", "c2", "c1", "c0");
  }

  @Test
  void userNumberAndCallIdChoose() throws Exception {
    assertThat(page("?user=now@ims.example.net").path("items")).hasSize(1);
    assertThat(page("?user=5550199").path("items")).hasSize(1);
    assertThat(page("?user=bob").path("items")).isEmpty();
    assertThat(page("?call-id=now").path("items")).hasSize(1);
    assertThat(page("?call-id=no").path("items")).isEmpty();
    assertThat(get("?state=paused").statusCode()).isEqualTo(400);
  }
}
