// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import ringway.runtime.ladder.Actor;
import ringway.runtime.ladder.Ladder;

/** A person with a browser, as far as pages, redirects, forms and cookies go. */
public final class Visitor implements AutoCloseable {
  private static final Pattern INPUT = Pattern.compile("<input\\b[^>]*>");
  private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final int LONGEST_CHAIN = 10;

  private final Ladder ladder;
  private final Actor self;
  private final String wafOrigin;
  private final HttpClient client =
      HttpClient.newBuilder()
          .sslContext(AnyCertificate.context())
          .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  public Visitor(Ladder ladder, String name, URI waf) {
    this.ladder = ladder;
    this.self = Actor.wic(name);
    this.wafOrigin = waf.getAuthority();
  }

  /** One request, redirects not followed. */
  public HttpResponse<String> gets(URI uri, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Patience.LIMIT);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  /** One form, redirects not followed. */
  public HttpResponse<String> posts(URI uri, Map<String, String> form, String... headers) {
    String body =
        form.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Patience.LIMIT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Follows redirects until there is a page. */
  public HttpResponse<String> follows(HttpResponse<String> answer) {
    HttpResponse<String> next = answer;
    for (int i = 0; i < LONGEST_CHAIN && next.statusCode() / 100 == 3; i++) {
      next = gets(location(next));
    }
    return next;
  }

  /** Where a redirect leads. */
  public static URI location(HttpResponse<String> answer) {
    String location =
        answer
            .headers()
            .firstValue("Location")
            .orElseThrow(() -> new AssertionError("no redirect but " + answer.statusCode()));
    return answer.uri().resolve(location);
  }

  /** Signs in at the WAF's page, coming from the WWSF; the page the visitor ends on. */
  public HttpResponse<String> signsIn(URI wwsf, String user, String password) {
    HttpResponse<String> page = follows(gets(wwsf.resolve("/login")));
    return follows(fillsIn(page, user, password));
  }

  /** Sends the sign-in form of a page. */
  public HttpResponse<String> fillsIn(HttpResponse<String> page, String user, String password) {
    Map<String, String> form = hiddenFields(page.body());
    form.put("username", user);
    form.put("password", password);
    return posts(
        page.uri().resolve("/login"),
        form,
        "Origin",
        page.uri().getScheme() + "://" + page.uri().getAuthority());
  }

  private static Map<String, String> hiddenFields(String page) {
    Map<String, String> fields = new LinkedHashMap<>();
    INPUT
        .matcher(page)
        .results()
        .forEach(
            input -> {
              Map<String, String> attributes = new LinkedHashMap<>();
              Matcher attribute = ATTRIBUTE.matcher(input.group());
              while (attribute.find()) {
                attributes.put(attribute.group(1), unescaped(attribute.group(2)));
              }
              if ("hidden".equals(attributes.get("type"))) {
                fields.put(attributes.get("name"), attributes.getOrDefault("value", ""));
              }
            });
    return fields;
  }

  private static String unescaped(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  private HttpResponse<String> send(HttpRequest request) {
    Actor to = request.uri().getAuthority().equals(wafOrigin) ? Actor.WAF : Actor.WWSF;
    // Query and form hold codes and passwords: the ladder shows where, not what.
    String line = request.method() + " " + request.uri().getPath();
    ladder.record(self, to, line, line);
    try {
      HttpResponse<String> answer =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      ladder.record(to, self, answer.statusCode() + " " + request.uri().getPath(), "");
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
