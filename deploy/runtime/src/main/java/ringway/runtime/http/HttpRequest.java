// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;

/** What a handler sees of a request; the body has been read, within the listener's limit. */
public final class HttpRequest {
  private final Request jetty;
  private final byte[] body;

  HttpRequest(Request jetty, byte[] body) {
    this.jetty = jetty;
    this.body = body;
  }

  public String method() {
    return jetty.getMethod();
  }

  /** The decoded path, dot segments resolved. */
  public String path() {
    return Request.getPathInContext(jetty);
  }

  public Optional<String> query() {
    return Optional.ofNullable(jetty.getHttpURI().getQuery());
  }

  public Optional<String> query(String name) {
    return Optional.ofNullable(decoded(() -> Request.extractQueryParameters(jetty)).getValue(name));
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(jetty.getHeaders().get(name));
  }

  public List<String> headers(String name) {
    return jetty.getHeaders().getValuesList(name);
  }

  public Optional<String> cookie(String name) {
    return Request.getCookies(jetty).stream()
        .filter(cookie -> cookie.getName().equals(name))
        .map(HttpCookie::getValue)
        .findFirst();
  }

  public byte[] body() {
    return body;
  }

  public String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** A field of an {@code application/x-www-form-urlencoded} body. */
  public Optional<String> form(String name) {
    Fields fields = new Fields(true);
    return Optional.ofNullable(
        decoded(
                () -> {
                  UrlEncoded.decodeTo(bodyText(), fields::add, StandardCharsets.UTF_8);
                  return fields;
                })
            .getValue(name));
  }

  /** A query or form that is no UTF-8 or badly escaped is the caller's mistake. */
  private static Fields decoded(Supplier<Fields> decoder) {
    try {
      return decoder.get();
    } catch (IllegalArgumentException | IllegalStateException _) {
      throw new HttpReject(400, "bad_encoding", "a query or form is percent-encoded UTF-8");
    }
  }

  public String remoteAddress() {
    return Request.getRemoteAddr(jetty);
  }

  public boolean secure() {
    return jetty.isSecure();
  }
}
