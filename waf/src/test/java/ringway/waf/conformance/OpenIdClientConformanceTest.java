// SPDX-License-Identifier: Apache-2.0
package ringway.waf.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every flow of the WAF, driven by the npm package {@code openid-client}: a certified OpenID
 * Connect client that shares no line with the library the WAF is built on.
 */
class OpenIdClientConformanceTest {
  private static final Duration LONGEST_RUN = Duration.ofMinutes(2);

  @TestFactory
  Stream<DynamicTest> everyFlowOfAnIndependentClientLibrary(@TempDir Path folder) throws Exception {
    NodeProject project =
        NodeProject.of(Path.of("src/test/conformance"), Path.of("target").toAbsolutePath());
    NodeProject.Ended ended;
    try (WafForStrangers waf = WafForStrangers.start(folder)) {
      ended = project.node(LONGEST_RUN, "main.js", JSONObjectUtils.toJSONString(waf.setting()));
    }
    assertThat(ended.code()).as(ended.errors()).isZero();
    List<Map<String, Object>> results =
        ended.output().lines().map(OpenIdClientConformanceTest::parse).toList();
    assertThat(results).isNotEmpty();
    return results.stream().map(OpenIdClientConformanceTest::test);
  }

  private static DynamicTest test(Map<String, Object> result) {
    String detail = (String) result.get("detail");
    return DynamicTest.dynamicTest(
        (String) result.get("flow"),
        () -> {
          if (!"passed".equals(result.get("result"))) {
            fail(detail);
          }
        });
  }

  private static Map<String, Object> parse(String line) {
    try {
      return JSONObjectUtils.parse(line);
    } catch (ParseException e) {
      throw new AssertionError("not a result: " + line, e);
    }
  }
}
