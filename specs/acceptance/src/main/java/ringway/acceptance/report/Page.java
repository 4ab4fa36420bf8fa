// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import ringway.acceptance.matrix.Matrix;
import ringway.acceptance.matrix.Row;
import ringway.runtime.Resources;
import ringway.runtime.ladder.LadderSvg;
import ringway.runtime.ladder.Markup;

/** The one page of a run: all rows, all flows, everything inline. */
final class Page {
  private Page() {}

  static String of(Matrix matrix, List<Verdict> verdicts, List<TestRun> tests) {
    List<TestRun> flows =
        tests.stream()
            .filter(test -> test.ladder().isPresent())
            .sorted(
                Comparator.comparing(TestRun::basicCall).reversed().thenComparing(TestRun::group))
            .toList();
    return Resources.text(Page.class, "page.html")
        .replace("{{ladder-style}}", LadderSvg.style())
        .replace("{{summary}}", summary(verdicts, tests))
        .replace("{{filters}}", filters(verdicts))
        .replace("{{rows}}", rows(matrix, verdicts))
        .replace("{{flows}}", flows.stream().map(Page::flow).collect(Collectors.joining()));
  }

  private static String summary(List<Verdict> verdicts, List<TestRun> tests) {
    return "%d of %d rows proved by %d tests; %d rows fail"
        .formatted(
            count(verdicts, Status.PASS),
            verdicts.size(),
            tests.size(),
            count(verdicts, Status.FAIL));
  }

  private static long count(List<Verdict> verdicts, Status status) {
    return verdicts.stream().filter(verdict -> verdict.status() == status).count();
  }

  private static String filters(List<Verdict> verdicts) {
    StringBuilder html =
        new StringBuilder("<button data-status=\"\" aria-pressed=\"true\">all <b>")
            .append(verdicts.size())
            .append("</b></button>");
    for (Status status : Status.values()) {
      html.append(
          "<button data-status=\"%s\" aria-pressed=\"false\">%s <b>%d</b></button>"
              .formatted(status.word(), status.word(), count(verdicts, status)));
    }
    return html.toString();
  }

  private static String rows(Matrix matrix, List<Verdict> verdicts) {
    Map<String, Row> rows = matrix.rows();
    StringBuilder html = new StringBuilder();
    for (Verdict verdict : verdicts) {
      Row row = rows.get(verdict.id());
      html.append(
          """
          <tr data-status="%s"><td class="id">%s</td><td><span class="badge %s">%s</span></td>\
          <td>%s</td><td>%s</td><td class="sign">%s</td><td>%s<div class="reason">%s</div></td>\
          <td>%s</td></tr>
          """
              .formatted(
                  verdict.status().word(),
                  verdict.id(),
                  verdict.status().word(),
                  verdict.status().word(),
                  Markup.escape(row.clause()),
                  Markup.escape(row.role()),
                  row.sign(),
                  Markup.escape(row.text()).replaceAll("`([^`]*)`", "<code>$1</code>"),
                  Markup.escape(verdict.status() == Status.TODO ? "" : verdict.reason()),
                  Markup.escape(row.level())));
    }
    return html.toString();
  }

  private static String flow(TestRun test) {
    String chips =
        test.rows().stream()
            .map(id -> "<span class=\"chip\">" + Markup.escape(id) + "</span>")
            .collect(Collectors.joining());
    String failure =
        test.reason().isEmpty()
            ? ""
            : "<pre class=\"why\">" + Markup.escape(test.reason()) + "</pre>";
    return """
    <details class="flow"%s><summary><span class="badge %s">%s</span> <b>%s</b> %s %s</summary>
    %s<div class="drawing">%s</div>
    </details>
    """
        .formatted(
            test.basicCall() || test.status() == Status.FAIL ? " open" : "",
            test.status().word(),
            test.status().word(),
            Markup.escape(test.group().replaceFirst("Test$", "")),
            Markup.escape(test.title()),
            chips,
            failure,
            LadderSvg.draw(test.ladder().orElseThrow()));
  }
}
