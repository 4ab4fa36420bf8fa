// SPDX-License-Identifier: Apache-2.0
package ringway.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges of addresses. */
class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "10.1.0.0/16, 10.1.255.255, true",
    "10.1.0.0/16, 10.2.0.0, false",
    "10.2.0.0/15, 10.1.255.255, false",
    "10.0.0.0/15, 10.1.0.1, true",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "2001:db8::/32, [2001:db8::1], true",
    "127.0.0.0/8, ::ffff:127.0.0.1, true",
    "::1, localhost, false",
    "10.0.0.0/8, 10, false",
  })
  void rangeHoldsTheAddressesThatBeginLikeIt(String range, String address, boolean holds) {
    assertThat(AddressRange.parse(range).contains(address)).isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "10.0.0.1/8", "::/129", "10.0.0.0/", "a"})
  void whatIsNoRangeIsRefused(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPlaceIsTheBeginningOfAnAddress() {
    assertThat(AddressRange.prefix("2001:db8:1:2::1", 64))
        .isEqualTo(AddressRange.prefix("2001:db8:1:2:ffff::9", 64));
    assertThat(AddressRange.prefix("nowhere", 64)).isEmpty();
  }
}
