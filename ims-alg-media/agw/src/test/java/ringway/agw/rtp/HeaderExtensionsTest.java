// SPDX-License-Identifier: Apache-2.0
package ringway.agw.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderExtensionsTest {
  private static final String PLAIN = "800800010000000200000003";
  private static final String EXTENDED = "900800010000000200000003";
  private static final String PAYLOAD = "aabb";

  private static String passed(HeaderExtensions extensions, String packet) {
    Packet one = new Packet();
    one.set(HexFormat.of().parseHex(packet));
    assertThat(one.isRtp()).isTrue();
    extensions.pass(one);
    return HexFormat.of().formatHex(one.copy());
  }

  @ParameterizedTest
  @CsvSource({
    "30 01 00 00, 70 01 00 00", // the one that passes
    "10 ff 30 01, 00 00 70 01", // after another
    "00 32 01 02 03 00 41 05 06 10 07 00, 00 72 01 02 03 00 00 00 00 00 00 00", // among others
    "30 01 f0 00 30 02 00 00, 70 01 00 00 00 00 00 00", // number 15 ends it
    "30 01 37 01, 70 01 00 00", // one that is not whole
  })
  void thoseThatPassHaveTheNumberOfTheOtherSide(String elements, String left) {
    String in = elements.replace(" ", "");
    String words = "bede%04x".formatted(in.length() / 8);
    assertThat(passed(HeaderExtensions.NONE.with(3, 7), EXTENDED + words + in + PAYLOAD))
        .isEqualTo(EXTENDED + words + left.replace(" ", "") + PAYLOAD);
  }

  @ParameterizedTest
  @CsvSource({
    "bede0001 10010000", // not that one
    "bede0001 00000000", // padding
    "bede0000", // nothing
    "10000001 03010100", // two-byte headers
    "12340001 30010000", // no elements
    "bede0001 3f010203", // longer than all of it
  })
  void whereNoneIsLeftTheHeaderIsAPlainOne(String extension) {
    assertThat(
            passed(
                HeaderExtensions.NONE.with(3, 7), EXTENDED + extension.replace(" ", "") + PAYLOAD))
        .isEqualTo(PLAIN + PAYLOAD);
  }

  @Test
  void withoutAnAgreementNonePasses() {
    assertThat(passed(HeaderExtensions.NONE, EXTENDED + "bede000130010000" + PAYLOAD))
        .isEqualTo(PLAIN + PAYLOAD);
    assertThat(passed(HeaderExtensions.NONE, PLAIN + PAYLOAD)).isEqualTo(PLAIN + PAYLOAD);
  }
}
