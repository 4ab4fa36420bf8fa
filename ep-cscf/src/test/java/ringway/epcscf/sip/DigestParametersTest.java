// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestParametersTest {
  @Test
  void theSpellingOfEveryValueIsKept() {
    String text = "Digest username=\"a \\\"b\\\" , c=d\",qop=auth,nc=00000001,empty=\"\"";
    DigestParameters read = DigestParameters.read(text).orElseThrow();

    assertThat(read).hasToString(text);
    assertThat(read.get("username")).isEqualTo("a \"b\" , c=d");
    assertThat(read.get("empty")).isEmpty();
    assertThat(read.get("absent")).isEmpty();
  }

  @Test
  void namesAreComparedInAnyCaseAndSpaceAroundThemDoesNotCount() {
    DigestParameters read =
        DigestParameters.read("digest  Realm = \"r\" ,\tIK=\"0\"").orElseThrow();

    assertThat(read.get("realm")).isEqualTo("r");
    assertThat(read.without(Set.of("ik"))).hasToString("Digest realm=\"r\"");
    assertThat(read.without(Set.of("ik")).with("ck", "1"))
        .hasToString("Digest realm=\"r\",ck=\"1\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer a=b",
        "Digest",
        "Digest ",
        "Digestive a=b",
        "Digest a",
        "Digest a=",
        "Digest a=\"b",
        "Digest a=\"b\\\"",
        "Digest a=\"b\\",
        "Digest a=b,",
        "Digest a=b,,c=d",
        "Digest a=b c=d",
        "Digest a=b, A=c",
        "Digest a=\"b\"c",
        "Digest =b"
      })
  void whatIsNotWellFormedIsNotRead(String text) {
    assertThat(DigestParameters.read(text)).isEmpty();
  }

  @Test
  void aVeryLongValueIsReadToo() {
    String value = "\"" + "\\\"".repeat(100_000) + "\"";

    assertThat(DigestParameters.read("Digest a=" + value).orElseThrow().get("a")).hasSize(100_000);
  }
}
