// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImpuTest {

  @ParameterizedTest
  @CsvSource({
    "sip:alice@IMS.example.net, sip:alice@ims.example.net",
    "SIP:alice@ims.example.net;user=phone, sip:alice@ims.example.net",
    "sip:alice@ims.example.net?subject=x, sip:alice@ims.example.net",
    "tel:+1-555-(01)01, tel:+15550101",
    "tel:+15550101;phone-context=x, tel:+15550101",
    "sip:a;b?c@ims.example.net;lr, sip:a;b?c@ims.example.net",
  })
  void spellingsOfOneIdentityAreEqual(String spelled, String canonical) {
    assertThat(new Impu(spelled)).isEqualTo(new Impu(canonical)).hasToString(canonical);
  }

  @Test
  void theUserPartKeepsItsCase() {
    assertThat(new Impu("sip:Alice@ims.example.net"))
        .isNotEqualTo(new Impu("sip:alice@ims.example.net"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "alice", "sip:", ":x", "mailto:alice@example.net", "urn:service:sos"})
  void whatIsNoImpuIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Impu(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "@realm", "a b@realm", "a\"b@realm", "a\r\nb@realm"})
  void anImpiThatCouldBreakTheHeaderIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Impi(text));
  }
}
