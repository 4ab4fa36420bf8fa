// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.imscore.sip.SipReject;
import ringway.imscore.sip.SipText;

class ImpuTest {
  @ParameterizedTest
  @CsvSource({
    "sip:alice@ims.example.net, sip:alice@ims.example.net",
    "sip:alice@IMS.Example.NET;transport=tcp, sip:alice@ims.example.net",
    "tel:+15550101, tel:+15550101",
    "tel:+1-555-(01).01, tel:+15550101",
    "sip:+15550101@ims.example.net;user=phone, tel:+15550101",
    "sip:+15550101@anywhere.example.net, tel:+15550101"
  })
  void oneIdentityHasOneForm(String written, String form) {
    assertThat(Impu.parse(written).value()).isEqualTo(form);
  }

  @Test
  void userPartsDifferByCase() {
    assertThat(Impu.parse("sip:Alice@ims.example.net"))
        .isNotEqualTo(Impu.parse("sip:alice@ims.example.net"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tel:0101;phone-context=ims.example.net",
        "sip:ims.example.net",
        "sip:+12ab@ims.example.net",
        "http://ims.example.net/"
      })
  void whatCannotBeAnIdentityIsNone(String written) {
    assertThat(Impu.of(SipText.uri(written))).isEmpty();
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> Impu.parse("nonsense")).isInstanceOf(SipReject.class);
    assertThatThrownBy(() -> new Impu("mailto:a@b")).isInstanceOf(IllegalArgumentException.class);
  }
}
