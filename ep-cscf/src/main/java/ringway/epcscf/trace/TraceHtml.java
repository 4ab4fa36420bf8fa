// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.trace;

import static ringway.runtime.ladder.Markup.escape;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import ringway.runtime.Resources;
import ringway.runtime.ladder.LadderSvg;

/** The pages of the traces. */
final class TraceHtml {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private TraceHtml() {}

  static String list(List<CallTrace.Summary> traces, String words) {
    StringBuilder rows = new StringBuilder();
    for (CallTrace.Summary trace : traces) {
      rows.append(
          """
          <tr><td>%s</td><td>%s</td><td class="wide">%s</td><td class="wide">%s</td>\
          <td class="%s">%s</td><td>%s</td><td class="wide"><a href="%s">%s</a></td></tr>
          """
              .formatted(
                  TIME.format(trace.started()),
                  escape(trace.method()),
                  escape(trace.from()),
                  escape(trace.to()),
                  trace.status() >= 300 ? "bad" : "good",
                  trace.status() == 0 ? "" : trace.status(),
                  trace.messages() + (trace.omitted() == 0 ? "" : " of " + whole(trace)),
                  link(trace.callId(), ""),
                  escape(trace.callId())));
    }
    return page(
        "Messages",
        """
        <h1>Messages</h1>
        <p class="lead">By Call-ID, the last active first, times in UTC. Tokens and keys are masked. Liveness checks
        (OPTIONS) are shown when searched for.</p>
        <form method="get" action="/admin/traces">
        <input type="search" name="search" value="%s" placeholder="user, number, method or Call-ID"
         aria-label="User, number, method or Call-ID"><button>Search</button></form>
        <div class="card"><table><thead><tr><th>Began</th><th>Method</th><th>From</th><th>To</th>
        <th>Answer</th><th>Messages</th><th>Call-ID</th></tr></thead><tbody>
        %s</tbody></table></div>
        %s\
        """
            .formatted(
                escape(words),
                rows,
                traces.isEmpty() ? "<p class=\"soft\">Nothing to show.</p>" : ""));
  }

  private static int whole(CallTrace.Summary trace) {
    return trace.messages() + trace.omitted();
  }

  static String call(String callId, List<Passage> passages) {
    Instant first = passages.getFirst().at();
    StringBuilder messages = new StringBuilder();
    for (Passage passage : passages) {
      messages.append(
          """
          <details><summary>+%.3f s &nbsp; %s %s &nbsp; %s</summary><pre>%s</pre></details>
          """
              .formatted(
                  Duration.between(first, passage.at()).toNanos() / 1e9,
                  passage.heading() == Heading.IN ? "from" : "to",
                  escape(passage.hop().transport() + " " + passage.hop().place()),
                  escape(passage.title()),
                  escape(passage.masked())));
    }
    return page(
        callId,
        """
        <p><a href="/admin/traces">All messages</a></p>
        <h1>%s</h1>
        <p class="lead">Began %s UTC. As <a href="%s">text</a>, <a href="%s">JSON</a>,
        <a href="%s">capture for Wireshark</a>.</p>
        <div class="card">%s</div>
        <h2>Messages</h2>
        <div class="card">%s</div>\
        """
            .formatted(
                escape(callId),
                TIME.format(first),
                link(callId, "text"),
                link(callId, "json"),
                link(callId, "pcapng"),
                LadderSvg.draw(CallLadder.of(passages)),
                messages));
  }

  private static String link(String callId, String format) {
    return "/admin/trace?call-id="
        + URLEncoder.encode(callId, StandardCharsets.UTF_8)
        + (format.isEmpty() ? "" : "&amp;format=" + format);
  }

  private static String page(String title, String content) {
    // The content last: what strangers wrote is no template.
    return Resources.text(TraceHtml.class, "page.html")
        .replace("{{title}}", escape(title))
        .replace("{{content}}", content);
  }
}
