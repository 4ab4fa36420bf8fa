// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.waf;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import ringway.runtime.config.Secret;

/** Calls the admin API; everything but success is an {@link AdminRefused}. */
final class AdminClient implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(10);
  private static final int PAGE = 200;
  static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final URI management;
  private final Secret token;

  /**
   * @param trust what certificates are believed; empty for what the system believes
   */
  AdminClient(URI management, Secret token, Optional<SSLContext> trust) {
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT);
    trust.ifPresent(builder::sslContext);
    this.http = builder.build();
    this.management = management;
    this.token = token;
  }

  /** Hands every item of a list on, page after page. */
  void each(String path, Map<String, String> query, Consumer<JsonNode> item) {
    Map<String, String> asked = new LinkedHashMap<>(query);
    asked.put("limit", Integer.toString(PAGE));
    while (true) {
      JsonNode page = call("GET", path, asked, "", "application/json");
      page.path("items").forEach(item);
      if (!page.has("next")) {
        return;
      }
      asked.put("after", page.get("next").asText());
    }
  }

  JsonNode send(String method, String path, Map<String, String> query, JsonNode body) {
    return call(
        method, path, query, body.isMissingNode() ? "" : body.toString(), "application/json");
  }

  JsonNode send(String method, String path, Map<String, String> query) {
    return send(method, path, query, MissingNode.getInstance());
  }

  JsonNode call(
      String method, String path, Map<String, String> query, String body, String contentType) {
    String parameters =
        query.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    HttpResponse<String> answer;
    try {
      answer =
          http.send(
              HttpRequest.newBuilder(management.resolve("/admin/v1/" + path + "?" + parameters))
                  .timeout(ANSWER_LIMIT)
                  .header("Authorization", "Bearer " + token.reveal())
                  .header("Content-Type", contentType)
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (SSLException e) {
      throw new AdminRefused(
          "No TLS with "
              + management
              + ": "
              + e.getMessage()
              + "; if its authority is a private one, name its certificate with --cacert.");
    } catch (HttpTimeoutException _) {
      throw new AdminRefused("No answer in time from " + management + ".");
    } catch (IOException e) {
      throw new AdminRefused(
          "Nothing answers at " + management + "; name the WAF's management address with --admin.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdminRefused("Interrupted.");
    }
    JsonNode said = json(answer.body());
    if (answer.statusCode() / 100 != 2) {
      throw new AdminRefused(refusal(answer.statusCode(), said));
    }
    return said;
  }

  private static String refusal(int status, JsonNode said) {
    StringBuilder text = new StringBuilder();
    if (status == 401) {
      text.append("The WAF does not know this admin token.");
    } else if (said.has("detail")) {
      text.append(said.get("detail").asText());
    } else if (status == 404) {
      text.append("There is no admin API at this address; has the WAF waf.admin.token?");
    } else {
      text.append(said.path("error_description").asText("the WAF answered " + status));
    }
    said.path("faults").forEach(fault -> text.append('\n').append(line(fault)));
    return text.toString();
  }

  /** What is wrong with a line of a file. */
  static String line(JsonNode fault) {
    String field = fault.path("field").asText();
    return "line "
        + fault.path("line").asLong()
        + ": "
        + (field.isEmpty() ? "" : field + ": ")
        + fault.path("detail").asText();
  }

  private static JsonNode json(String body) {
    try {
      return body.isBlank() ? MissingNode.getInstance() : JSON.readTree(body);
    } catch (JacksonException _) {
      return MissingNode.getInstance();
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.close();
  }
}
