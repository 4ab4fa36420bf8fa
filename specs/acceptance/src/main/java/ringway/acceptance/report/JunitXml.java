// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.report;

import java.util.List;
import java.util.Locale;
import ringway.runtime.ladder.Markup;

/** The run in the form build servers read. */
final class JunitXml {
  private JunitXml() {}

  static String of(List<TestRun> tests) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append(
        String.format(
            Locale.ROOT,
            "<testsuite name=\"acceptance\" tests=\"%d\" failures=\"%d\" errors=\"0\""
                + " skipped=\"%d\">\n",
            tests.size(),
            count(tests, Status.FAIL),
            count(tests, Status.SKIP)));
    for (TestRun test : tests) {
      xml.append(
          String.format(
              Locale.ROOT,
              "  <testcase classname=\"%s\" name=\"%s\" time=\"%.3f\">",
              Markup.escape(test.group()),
              Markup.escape(test.title()),
              test.took().toMillis() / 1000.0));
      switch (test.status()) {
        case FAIL ->
            xml.append("<failure>").append(Markup.escape(test.reason())).append("</failure>");
        case SKIP ->
            xml.append("<skipped message=\"").append(Markup.escape(test.reason())).append("\"/>");
        case PASS, NA, TODO -> {}
      }
      xml.append("</testcase>\n");
    }
    return xml.append("</testsuite>\n").toString();
  }

  private static long count(List<TestRun> tests, Status status) {
    return tests.stream().filter(test -> test.status() == status).count();
  }
}
