// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Carries the SDK's requests by the JDK's client: connections are kept, answers have a size limit
 * and a time limit, redirects are not followed.
 */
final class WafHttp implements HTTPRequestSender, ResourceRetriever, AutoCloseable {
  private static final int MAX_ANSWER = 256 * 1024;

  private final HttpClient client;
  private final Duration timeout;

  /**
   * @param tls with our certificate, or the authorities the WAF's must come from
   */
  WafHttp(Duration timeout, Optional<SSLContext> tls) {
    this.timeout = timeout;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER);
    tls.ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  @Override
  public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
    HttpRequest.Builder builder = HttpRequest.newBuilder(request.getURI()).timeout(timeout);
    for (Map.Entry<String, List<String>> header : request.getHeaderMap().entrySet()) {
      header.getValue().forEach(value -> builder.header(header.getKey(), value));
    }
    String body = request.getBody() == null ? "" : request.getBody();
    builder.method(
        request.getMethod().name(),
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body));
    HttpResponse<String> response = exchange(builder.build());
    HTTPResponse answer = new HTTPResponse(response.statusCode());
    response
        .headers()
        .map()
        .forEach((name, values) -> answer.setHeader(name, values.toArray(String[]::new)));
    answer.setBody(response.body());
    return answer;
  }

  /** Fetches the WAF's keys. */
  @Override
  public Resource retrieveResource(URL url) throws IOException {
    HttpResponse<String> response =
        exchange(HttpRequest.newBuilder(URI.create(url.toString())).timeout(timeout).build());
    if (response.statusCode() != 200) {
      throw new IOException(url + " answered " + response.statusCode());
    }
    return new Resource(
        response.body(), response.headers().firstValue("Content-Type").orElse("application/json"));
  }

  HTTPResponse get(URI address) throws IOException, ParseException {
    var request =
        new com.nimbusds.oauth2.sdk.http.HTTPRequest(
            com.nimbusds.oauth2.sdk.http.HTTPRequest.Method.GET, address);
    return request.send(this);
  }

  private HttpResponse<String> exchange(HttpRequest request) throws IOException {
    try {
      return client.send(
          request,
          BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_ANSWER));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
