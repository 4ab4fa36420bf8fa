// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MilenageTest {
  private static final HexFormat HEX = HexFormat.of();

  @ParameterizedTest
  @CsvSource({
    // TS 35.208 §4.3.1 and §4.3.2.
    "465b5ce8b199b49faa5f0a2ee238a6bc, cdc202d5123e20f62b6d676ac72cb318,"
        + " 23553cbe9637a89d218ae64dae47bf35, ff9bb4d0b607, b9b9, 4a9ffac354dfafb3,"
        + " 01cfaf9ec4e871e9, a54211d5e3ba50bf, b40ba9a3c58b2a05bbf0d987b21bf8cb,"
        + " f769bcd751044604127672711c6d3441, aa689c648370, 451e8beca43b",
    "0396eb317b6d1c36f19c1c84cd6ffd16, ff53bade17df5d4e793073ce9d7579fa,"
        + " c00d603103dcee52c4478119494202e8, fd8eef40df7d, af17, 5df5b31807e258b0,"
        + " a8c016e51ef4a343, d3a628ed988620f0, 58c433ff7a7082acd424220f2b67c556,"
        + " 21a8c1f929702adb3e738488b9f5c5da, c47783995f72, 30f1197061c1"
  })
  void thePublishedTestSetsComeOut(
      String k,
      String op,
      String rand,
      String sqn,
      String amf,
      String f1,
      String f1Star,
      String f2,
      String f3,
      String f4,
      String f5,
      String f5Star) {
    Milenage milenage = Milenage.ofOp(HEX.parseHex(k), HEX.parseHex(op));
    byte[] random = HEX.parseHex(rand);

    assertThat(HEX.formatHex(milenage.f1(random, HEX.parseHex(sqn), HEX.parseHex(amf))))
        .isEqualTo(f1);
    assertThat(HEX.formatHex(milenage.f1Star(random, HEX.parseHex(sqn), HEX.parseHex(amf))))
        .isEqualTo(f1Star);
    assertThat(HEX.formatHex(milenage.f2(random))).isEqualTo(f2);
    assertThat(HEX.formatHex(milenage.f3(random))).isEqualTo(f3);
    assertThat(HEX.formatHex(milenage.f4(random))).isEqualTo(f4);
    assertThat(HEX.formatHex(milenage.f5(random))).isEqualTo(f5);
    assertThat(HEX.formatHex(milenage.f5Star(random))).isEqualTo(f5Star);
  }

  @Test
  void aForgedResynchronisationChangesNothing() {
    Card home = Card.of("465b5ce8b199b49faa5f0a2ee238a6bc", "00".repeat(16), 0);
    Card ahead = Card.of("465b5ce8b199b49faa5f0a2ee238a6bc", "00".repeat(16), 100);
    String nonce = home.challenge().nonce();
    String auts = ((Card.Verdict.OutOfRange) ahead.answer(nonce)).auts();

    assertThat(home.resynchronise(nonce, "A" + auts.substring(1))).isFalse();
    assertThat(ahead.answer(home.challenge().nonce())).isInstanceOf(Card.Verdict.OutOfRange.class);
    assertThat(home.resynchronise(nonce, auts)).isTrue();
    assertThat(ahead.answer(home.challenge().nonce())).isInstanceOf(Card.Verdict.Genuine.class);
  }
}
