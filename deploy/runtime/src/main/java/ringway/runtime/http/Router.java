// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Method and path to handler, exact paths first, then the longest prefix. The one place where a
 * refusal or a failure becomes an HTTP answer.
 */
public final class Router extends Handler.Abstract {
  private static final Logger log = LoggerFactory.getLogger(Router.class);
  private static final int MAX_BODY = 64 * 1024;

  /** Runs on a virtual thread of its own and may block. */
  @FunctionalInterface
  public interface Route {
    HttpReply handle(HttpRequest request) throws Exception;
  }

  /** What to answer to a failure that has another reason than a mistake in a route. */
  @FunctionalInterface
  public interface FailureAnswer {
    Optional<HttpReply> to(String path, Exception failure);
  }

  private FailureAnswer failureAnswer = (_, _) -> Optional.empty();
  private final Map<String, Map<String, Route>> exact = new LinkedHashMap<>();
  private final Map<String, Route> prefixes = new LinkedHashMap<>();
  private final Map<String, String> commonHeaders = new LinkedHashMap<>();

  public Router get(String path, Route route) {
    return on("GET", path, route);
  }

  public Router post(String path, Route route) {
    return on("POST", path, route);
  }

  public Router on(String method, String path, Route route) {
    exact.computeIfAbsent(path, _ -> new LinkedHashMap<>()).put(method, route);
    return this;
  }

  /** GET for everything below {@code prefix} that has no route of its own. */
  public Router below(String prefix, Route route) {
    prefixes.put(prefix, route);
    return this;
  }

  /** Asked at every failure, which is a 500 and logged unless there is an answer. Set at start. */
  public Router failing(FailureAnswer answer) {
    failureAnswer = answer;
    return this;
  }

  /** A header every answer carries, such as Content-Security-Policy, unless the route sets it. */
  public Router always(String name, String value) {
    commonHeaders.put(name, value);
    return this;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    HttpReply reply;
    try {
      reply = reply(request);
    } catch (HttpReject reject) {
      reply = reject.reply();
    } catch (Exception failure) {
      reply = failureAnswer.to(pathOf(request), failure).orElseGet(() -> failed(request, failure));
    }
    response.setStatus(reply.status());
    commonHeaders.forEach(response.getHeaders()::put);
    Map<String, Boolean> replaced = new LinkedHashMap<>();
    for (Map.Entry<String, String> header : reply.headers()) {
      if (commonHeaders.containsKey(header.getKey())
          && replaced.putIfAbsent(header.getKey(), true) == null) {
        response.getHeaders().put(header.getKey(), header.getValue());
      } else {
        response.getHeaders().add(header.getKey(), header.getValue());
      }
    }
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, reply.body().length);
    boolean head = request.getMethod().equals("HEAD");
    response.write(true, head ? null : ByteBuffer.wrap(reply.body()), callback);
    return true;
  }

  private static HttpReply failed(Request request, Exception failure) {
    log.error("request failed method={} path={}", request.getMethod(), pathOf(request), failure);
    return HttpReply.json(500, Map.of("error", "server_error"));
  }

  private HttpReply reply(Request request) throws Exception {
    String path = pathOf(request);
    String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    Map<String, Route> methods = exact.get(path);
    Optional<Route> route = Optional.empty();
    if (methods != null) {
      route = Optional.ofNullable(methods.get(method));
      if (route.isEmpty()) {
        String allowed = new TreeSet<>(methods.keySet()).stream().collect(Collectors.joining(", "));
        return HttpReply.json(
                405, Map.of("error", "method_not_allowed", "error_description", "use " + allowed))
            .with("Allow", allowed);
      }
    } else if (method.equals("GET")) {
      route =
          prefixes.entrySet().stream()
              .filter(entry -> path.startsWith(entry.getKey()))
              .max(Map.Entry.comparingByKey(Comparator.comparingInt(String::length)))
              .map(Map.Entry::getValue);
    }
    if (route.isEmpty()) {
      throw new HttpReject(404, "not_found", "nothing at " + path);
    }
    return route.get().handle(new HttpRequest(request, readBody(request)));
  }

  private static byte[] readBody(Request request) {
    if (request.getLength() > MAX_BODY) {
      throw tooLarge();
    }
    try (InputStream in = Content.Source.asInputStream(request)) {
      // A chunked body says its size only by arriving.
      byte[] body = in.readNBytes(MAX_BODY + 1);
      if (body.length > MAX_BODY) {
        throw tooLarge();
      }
      return body;
    } catch (IOException _) {
      throw new HttpReject(400, "broken_body", "the body did not arrive whole");
    }
  }

  private static HttpReject tooLarge() {
    return new HttpReject(413, "too_large", "a body may have at most " + MAX_BODY + " bytes");
  }

  private static String pathOf(Request request) {
    return Request.getPathInContext(request);
  }
}
