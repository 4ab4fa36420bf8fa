// SPDX-License-Identifier: Apache-2.0
package ringway.launcher.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void readsEveryKindOfValue() {
    Object value =
        Json.parse(
            " {\"a\": [1, -2.5e3, true, false, null, {}, []], \"b\\u0041\": \"\\\"\\n\\/\"} ");

    assertThat(value)
        .isEqualTo(
            Map.of(
                "a", List.of(1.0, -2500.0, true, false, "", Map.of(), List.of()), "bA", "\"\n/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1",
        "[1,]",
        "{\"a\"}",
        "{\"a\":}",
        "\"open",
        "\"\\u12",
        "tru",
        "1 2",
        "-",
        "{a:1}",
      })
  void whatIsNoJsonIsRefused(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nestingHasALimit() {
    assertThatThrownBy(() -> Json.parse("[".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
