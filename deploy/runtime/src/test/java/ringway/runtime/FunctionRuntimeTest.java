// SPDX-License-Identifier: Apache-2.0
package ringway.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ringway.runtime.config.ConfigError;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.http.Router;

class FunctionRuntimeTest {
  private final FunctionRuntime runtime = new FunctionRuntime("phone-box");
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    runtime.close();
    client.close();
  }

  @Test
  void isLiveAndReadyOnceStarted() throws Exception {
    int port = start();

    assertThat(get(port, "/health/live").body()).isEqualTo("{\"status\":\"up\"}");
    assertThat(get(port, "/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void problemTurnsReadinessRedAndStandsInTheAnswer() throws Exception {
    AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.empty());
    runtime.health().require("core", problem::get);
    int port = start();

    problem.set(Optional.of("no answer from the core"));

    HttpResponse<String> red = get(port, "/health/ready");
    assertThat(red.statusCode()).isEqualTo(503);
    assertThat(red.body())
        .isEqualTo(
            "{\"problems\":{\"core\":\"no answer from the core\"},\"status\":\"not ready\"}");
    assertThat(get(port, "/health/live").statusCode()).isEqualTo(200);

    problem.set(Optional.empty());
    assertThat(get(port, "/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void drainTurnsReadinessRedWhileTheRestGoesOn() throws Exception {
    int port = start();

    runtime.drain();

    assertThat(get(port, "/health/ready").body()).contains("shutting down");
    assertThat(get(port, "/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void metricsArePrometheusTextWithTheFunctionsName() throws Exception {
    runtime.metrics().counter("coins.dropped").increment(3);
    int port = start();

    HttpResponse<String> metrics = get(port, "/metrics");

    assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(metrics.body())
        .contains("coins_dropped_total{function=\"phone-box\"} 3.0")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void adminRoutesStandOnTheManagementPort() throws Exception {
    runtime.management().get("/admin/coins", _ -> HttpReply.text(200, "3"));
    int port = start();

    assertThat(get(port, "/admin/coins").body()).isEqualTo("3");
  }

  @Test
  void closesLastOpenedFirstAndTheManagementPortAtTheVeryEnd() throws Exception {
    List<String> closed = new CopyOnWriteArrayList<>();
    int port = freePort();
    runtime.closing("first", () -> closed.add("first, health " + status(port)));
    runtime.closing("second", () -> closed.add("second, health " + status(port)));
    runtime.started(ListenerConfig.loopback(port));

    runtime.close();

    assertThat(closed).containsExactly("second, health 503", "first, health 503");
    assertThatThrownBy(() -> get(port, "/health/live")).isInstanceOf(IOException.class);
  }

  @Test
  void partThatFailsToCloseDoesNotKeepTheOthersOpen() {
    List<String> closed = new ArrayList<>();
    runtime.closing("first", () -> closed.add("first"));
    runtime.closing(
        "broken",
        () -> {
          throw new IllegalStateException("stuck");
        });

    runtime.close();
    runtime.close();

    assertThat(closed).containsExactly("first");
  }

  @Test
  void takenManagementPortIsOneSentence() {
    try (HttpListener other =
        HttpListener.start("other", ListenerConfig.loopback(0), new Router())) {
      assertThatThrownBy(() -> runtime.started(ListenerConfig.loopback(other.port())))
          .isInstanceOf(ConfigError.class)
          .hasMessageContaining("phone-box-management cannot listen on 127.0.0.1:" + other.port());
    }
  }

  private int start() {
    int port = freePort();
    runtime.started(ListenerConfig.loopback(port));
    return port;
  }

  private static int freePort() {
    try (HttpListener probe =
        HttpListener.start("probe", ListenerConfig.loopback(0), new Router())) {
      return probe.port();
    }
  }

  private int status(int port) throws Exception {
    return get(port, "/health/ready").statusCode();
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
