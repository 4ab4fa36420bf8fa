// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouterTest {
  private static final int TOO_MUCH = 64 * 1024 + 1;

  private final HttpClient client = HttpClient.newHttpClient();
  private HttpListener listener;

  @BeforeAll
  void start() {
    Router router =
        new Router()
            .get("/hello", _ -> HttpReply.text(200, "hello"))
            .post("/echo", request -> HttpReply.text(200, request.bodyText()))
            .post("/form", request -> HttpReply.text(200, request.form("a b").orElse("none")))
            .get("/query", request -> HttpReply.text(200, request.query("q").orElse("none")))
            .get("/cookie", request -> HttpReply.text(200, request.cookie("c").orElse("none")))
            .get(
                "/refuse",
                _ -> {
                  throw new HttpReject(409, "conflict", "already there");
                })
            .get(
                "/fail",
                _ -> {
                  throw new IllegalStateException("inside matter");
                })
            .get("/own", _ -> HttpReply.text(200, "own").with("X-Frame-Options", "SAMEORIGIN"))
            .get("/virtual", _ -> HttpReply.text(200, "" + Thread.currentThread().isVirtual()))
            .below("/", request -> HttpReply.text(200, "site " + request.path()))
            .below("/deep/", request -> HttpReply.text(200, "deep " + request.path()))
            .always("X-Frame-Options", "DENY");
    listener = HttpListener.start("test", ListenerConfig.loopback(0), router);
  }

  @AfterAll
  void stop() {
    listener.close();
    client.close();
  }

  @Test
  void exactPathWinsOverPrefix() throws Exception {
    assertThat(get("/hello").body()).isEqualTo("hello");
  }

  @Test
  void longestPrefixWins() throws Exception {
    assertThat(get("/deep/down").body()).isEqualTo("deep /deep/down");
    assertThat(get("/elsewhere").body()).isEqualTo("site /elsewhere");
  }

  @Test
  void hiddenDotSegmentsAreRefused() throws Exception {
    assertThat(get("/deep/%2e%2e/x").statusCode()).isEqualTo(400);
  }

  @Test
  void wrongMethodIs405WithAllow() throws Exception {
    HttpResponse<String> response = send("POST", "/hello", BodyPublishers.ofString(""));

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("GET");
  }

  @Test
  void nothingThereIs404() throws Exception {
    assertThat(send("DELETE", "/nothing", BodyPublishers.noBody()).statusCode()).isEqualTo(404);
  }

  @Test
  void headAnswersAsGetWithoutBody() throws Exception {
    HttpResponse<String> response = send("HEAD", "/hello", BodyPublishers.noBody());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Length")).contains("5");
    assertThat(response.body()).isEmpty();
  }

  @Test
  void refusalKnowsItsAnswer() throws Exception {
    HttpResponse<String> response = get("/refuse");

    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(response.body())
        .isEqualTo("{\"error\":\"conflict\",\"error_description\":\"already there\"}");
  }

  @Test
  void failureIs500AndTellsNothingOfTheInside() throws Exception {
    HttpResponse<String> response = get("/fail");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).doesNotContain("inside matter");
  }

  @Test
  void commonHeaderStandsOnEveryAnswerUnlessTheRouteSetsIt() throws Exception {
    for (String path : List.of("/hello", "/refuse", "/fail")) {
      assertThat(get(path).headers().allValues("X-Frame-Options")).containsExactly("DENY");
    }
    assertThat(get("/own").headers().allValues("X-Frame-Options")).containsExactly("SAMEORIGIN");
  }

  @Test
  void serverDoesNotTellItsVersion() throws Exception {
    assertThat(get("/hello").headers().firstValue("Server")).isEmpty();
  }

  @Test
  void bodyQueryFormAndCookieAreRead() throws Exception {
    assertThat(send("POST", "/echo", BodyPublishers.ofString("grüße")).body()).isEqualTo("grüße");
    assertThat(send("POST", "/form", BodyPublishers.ofString("a+b=c%26d")).body()).isEqualTo("c&d");
    assertThat(get("/query?q=a%20b").body()).isEqualTo("a b");
    assertThat(
            client.send(request("/cookie").header("Cookie", "x=1; c=crumb").build(), text()).body())
        .isEqualTo("crumb");
  }

  @Test
  void badlyEncodedQueryOrFormIs400() throws Exception {
    for (String text : List.of("%C3%28", "%zz", "%")) {
      assertThat(send("POST", "/form", BodyPublishers.ofString("x=" + text)).statusCode())
          .as("form %s", text)
          .isEqualTo(400);
      assertThat(raw("GET /query?q=" + text + " HTTP/1.1\r\nHost: x\r\n\r\n"))
          .as("query %s", text)
          .startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void bodyOverTheLimitIs413WhenItsSizeIsSaid() throws Exception {
    assertThat(send("POST", "/echo", BodyPublishers.ofByteArray(new byte[TOO_MUCH])).statusCode())
        .isEqualTo(413);
  }

  @Test
  void bodyOverTheLimitIs413WhenItComesInChunks() throws Exception {
    BodyPublisher chunked =
        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[TOO_MUCH]));

    assertThat(send("POST", "/echo", chunked).statusCode()).isEqualTo(413);
  }

  @Test
  void handlersRunOnVirtualThreads() throws Exception {
    assertThat(get("/virtual").body()).isEqualTo("true");
  }

  /** For what the JDK's client refuses to send. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", listener.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), text());
  }

  private HttpResponse<String> send(String method, String path, BodyPublisher body)
      throws IOException, InterruptedException {
    return client.send(request(path).method(method, body).build(), text());
  }

  private java.net.http.HttpRequest.Builder request(String path) {
    return java.net.http.HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + listener.port() + path));
  }

  private static HttpResponse.BodyHandler<String> text() {
    return BodyHandlers.ofString();
  }
}
