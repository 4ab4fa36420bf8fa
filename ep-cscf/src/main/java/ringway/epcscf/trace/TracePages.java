// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.runtime.http.HttpReject;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.Router;
import ringway.runtime.ladder.LadderSvg;
import ringway.runtime.ladder.LadderText;

/**
 * The traces on the management listener: pages for people, without script, and JSON, text and
 * pcapng for programs.
 */
public final class TracePages {
  private static final int SHOWN = 100;
  private static final int MOST = 1000;

  /**
   * Nothing is loaded from anywhere else, and no script runs: what is shown came from strangers.
   */
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  private final Traces traces;

  public TracePages(Traces traces) {
    this.traces = traces;
  }

  /**
   * @param guard lets only administrators through
   */
  public void addTo(Router management, java.util.function.UnaryOperator<Router.Route> guard) {
    management
        .get("/admin/traces", guard.apply(this::list))
        .get("/admin/trace", guard.apply(this::one))
        .get("/admin/trace.css", _ -> css());
  }

  private HttpReply list(HttpRequest request) {
    Optional<String> words = request.query("search").filter(text -> !text.isBlank());
    List<CallTrace.Summary> found = traces.latest(words, limit(request));
    return wantsPage(request)
        ? page(TraceHtml.list(found, words.orElse("")))
        : HttpReply.json(200, Map.of("traces", found.stream().map(TracePages::json).toList()))
            .noStore();
  }

  private HttpReply one(HttpRequest request) {
    String callId =
        request
            .query("call-id")
            .orElseThrow(
                () -> new HttpReject(400, "missing_parameter", "the parameter call-id is needed"));
    List<Passage> passages = traces.passages(callId);
    if (passages.isEmpty()) {
      throw new HttpReject(404, "unknown_call", "no messages of this Call-ID are kept");
    }
    String format = request.query("format").orElseGet(() -> wantsPage(request) ? "html" : "json");
    return switch (format) {
      case "html" -> page(TraceHtml.call(callId, passages));
      case "json" ->
          HttpReply.json(
                  200,
                  Map.of(
                      "call_id",
                      callId,
                      "messages",
                      passages.stream().map(TracePages::json).toList()))
              .noStore();
      case "text" -> HttpReply.text(200, LadderText.draw(CallLadder.of(passages))).noStore();
      case "pcapng" ->
          HttpReply.of(200)
              .withBody("application/x-pcapng", Pcapng.of(passages))
              .with("Content-Disposition", "attachment; filename=\"call.pcapng\"")
              .noStore();
      default -> throw new HttpReject(400, "bad_format", "format is html, json, text or pcapng");
    };
  }

  private static int limit(HttpRequest request) {
    String text = request.query("limit").orElse(Integer.toString(SHOWN));
    if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > MOST) {
      throw new HttpReject(400, "bad_limit", "limit is a number from 1 to " + MOST);
    }
    return Integer.parseInt(text);
  }

  /** A browser says so; curl and programs do not. */
  private static boolean wantsPage(HttpRequest request) {
    return request.header("Accept").filter(accept -> accept.contains("text/html")).isPresent();
  }

  private static HttpReply page(String html) {
    return HttpReply.html(200, html)
        .with("Content-Security-Policy", POLICY)
        .with("X-Content-Type-Options", "nosniff")
        .noStore();
  }

  private static HttpReply css() {
    byte[] style =
        (LadderSvg.style() + ringway.runtime.Resources.text(TracePages.class, "page.css"))
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return HttpReply.of(200).withBody("text/css; charset=utf-8", style);
  }

  private static Map<String, Object> json(CallTrace.Summary summary) {
    return Map.of(
        "call_id", summary.callId(),
        "method", summary.method(),
        "from", summary.from(),
        "to", summary.to(),
        "started", summary.started().toString(),
        "last", summary.last().toString(),
        "messages", summary.messages(),
        "omitted", summary.omitted(),
        "status", summary.status());
  }

  private static Map<String, Object> json(Passage passage) {
    return Map.of(
        "at", passage.at().toString(),
        "heading", passage.heading().name().toLowerCase(java.util.Locale.ROOT),
        "side", passage.hop().access() ? "access" : "core",
        "transport", passage.hop().transport(),
        "peer", passage.hop().peer(),
        "text", passage.masked());
  }
}
