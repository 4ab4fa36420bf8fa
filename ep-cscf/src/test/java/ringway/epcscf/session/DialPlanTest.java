// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialPlanTest {
  private static final String HOME = "ims.example.net";
  private static final DialPlan GERMANY =
      plan(
          new DialPlanConfig(
              Optional.of("+49"), "00", "0", Optional.empty(), Optional.of("30"), 4));
  private static final DialPlan AMERICA =
      plan(
          new DialPlanConfig(
              Optional.of("+1"), "011", "1", Optional.of(10), Optional.of("408"), 3));
  private static final DialPlan DENMARK =
      plan(new DialPlanConfig(Optional.of("+45"), "00", "", Optional.empty(), Optional.empty(), 5));
  private static final DialPlan NONE =
      plan(new DialPlanConfig(Optional.empty(), "00", "0", Optional.empty(), Optional.empty(), 6));

  private static DialPlan plan(DialPlanConfig config) {
    return new DialPlan(config, HOME);
  }

  @ParameterizedTest
  @CsvSource({
    "tel:+49-30-1234567, tel:+49301234567",
    "tel:0301234567, tel:+49301234567",
    "tel:0044(20)79460018, tel:+442079460018",
    "tel:1234567, tel:+49301234567",
    "tel:030.1234567;phone-context=ims.example.net, tel:+49301234567",
    "tel:1234567;phone-context=+49-30;tgrp=a, tel:+49301234567;tgrp=a",
    "tel:1234567;phone-context=pbx.example.com, tel:1234567;phone-context=pbx.example.com",
    "tel:1150, tel:1150;phone-context=ims.example.net",
    "tel:*21%23, tel:*21%23",
    "sip:0301234567@ims.example.net;user=phone, sip:+49301234567@ims.example.net;user=phone",
    "sip:0301234567;phone-context=ims.example.net@IMS.example.net:5062;user=phone;x=1,"
        + " sip:+49301234567@IMS.example.net:5062;user=phone;x=1",
    "sip:+4930123-4567@ims.example.net;user=phone, sip:+49301234567@ims.example.net;user=phone",
    "sip:1150@ims.example.net;user=phone, sip:1150@ims.example.net;user=phone",
    "sip:0301234567@ims.example.net, sip:0301234567@ims.example.net",
    "sip:0301234567@elsewhere.example;user=phone, sip:0301234567@elsewhere.example;user=phone",
    "sip:bob@ims.example.net;user=phone, sip:bob@ims.example.net;user=phone",
    "urn:service:sos, urn:service:sos",
  })
  void germanDigitsBecomeTheNumbersTheyMean(String dialled, String routed) {
    assertThat(GERMANY.apply(dialled)).isEqualTo(routed);
  }

  @ParameterizedTest
  @CsvSource({
    "tel:14085550199, tel:+14085550199",
    "tel:2125550199, tel:+12125550199",
    "tel:555-0199, tel:+14085550199",
    "tel:011493012345, tel:+493012345",
    "tel:411, tel:411;phone-context=ims.example.net",
  })
  void soDoAmericanOnes(String dialled, String routed) {
    assertThat(AMERICA.apply(dialled)).isEqualTo(routed);
  }

  @Test
  void whereThereIsNoNationalPrefixEveryNumberIsNational() {
    assertThat(DENMARK.apply("tel:32123456")).isEqualTo("tel:+4532123456");
  }

  @Test
  void withoutACountryDigitsStayAsDialledAndHaveAContext() {
    assertThat(NONE.apply("tel:0301234567"))
        .isEqualTo("tel:0301234567;phone-context=ims.example.net");
    assertThat(NONE.apply("tel:+1-408-555-0199")).isEqualTo("tel:+14085550199");
    assertThat(NONE.apply("sip:0301234567@ims.example.net;user=phone"))
        .isEqualTo("sip:0301234567@ims.example.net;user=phone");
  }

  @Test
  void aCountryCodeHasItsPlus() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new DialPlanConfig(
                    Optional.of("49"), "00", "0", Optional.empty(), Optional.empty(), 6))
        .withMessageContaining("country-code");
  }
}
