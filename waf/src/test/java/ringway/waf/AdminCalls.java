// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** An administrator's calls. */
final class AdminCalls implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI management;
  private final String token;

  AdminCalls(URI management, String token) {
    this.management = management;
    this.token = token;
  }

  HttpResponse<String> get(String path) {
    return call("GET", path, "", "application/json");
  }

  HttpResponse<String> post(String path, String body) {
    return call("POST", path, body, "application/json");
  }

  HttpResponse<String> put(String path, String body) {
    return call("PUT", path, body, "application/json");
  }

  HttpResponse<String> delete(String path) {
    return call("DELETE", path, "", "application/json");
  }

  HttpResponse<String> csv(String path, String lines) {
    return call("POST", path, lines, "text/csv");
  }

  HttpResponse<String> call(String method, String path, String body, String type) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(management.resolve("/admin/v1/" + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            // Who hangs up on a body that is too large cannot be heard while it is being sent.
            .expectContinue(body.length() > 64 * 1024)
            .header("Content-Type", type);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
