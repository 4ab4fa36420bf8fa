// SPDX-License-Identifier: Apache-2.0
package ringway.agw.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4867 §8.1. */
class AmrFormatTest {
  private static AmrFormat format(AmrVariant variant, String parameters) {
    return AmrFormat.of(variant, parameters).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    // variant, parameters, packing, first mode
    "NARROW, '', false, 7",
    "WIDE, '', false, 2",
    "WIDE, mode-change-capability=2;max-red=0, false, 2",
    "WIDE, octet-align=1; mode-set=0, true, 0",
    "WIDE, 'mode-set=0,1,2,5', false, 2",
    "WIDE, 'mode-set=4,8', false, 4", // none as low as the usual one
    "NARROW, 'mode-set=0,2,4,7; octet-align=0', false, 7",
    "NARROW, 'OCTET-ALIGN=1', true, 7",
  })
  void whatASideSays(AmrVariant variant, String parameters, boolean octetAligned, int firstMode) {
    assertThat(format(variant, parameters).octetAligned()).isEqualTo(octetAligned);
    assertThat(format(variant, parameters).firstMode()).isEqualTo(firstMode);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "crc=1",
        "robust-sorting=1",
        "interleaving=8",
        "mode-set=9",
        "mode-set=a",
        "mode-set=,"
      })
  void whatIsNotDoneHere(String parameters) {
    assertThat(AmrFormat.of(AmrVariant.NARROW, parameters)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,7,2", "2,7,4", "7,0,4", "4,4,4", "4,7,7"})
  void fromNeighbourToNeighbour(int from, int to, int next) {
    AmrFormat format = format(AmrVariant.NARROW, "mode-set=0,2,4,7;mode-change-neighbor=1");

    assertThat(format.step(from, to)).isEqualTo(next);
    assertThat(format(AmrVariant.NARROW, "").step(from, to)).isEqualTo(to);
  }
}
