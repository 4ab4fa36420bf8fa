// SPDX-License-Identifier: Apache-2.0
package ringway.waf.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TS 23.003 §13.3, §13.4. */
class IdentityTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:alice@ims.example.net",
        "sips:alice@ims.example.net:5061",
        "sip:+15550101@ims.example.net;user=phone",
        "tel:+15550101",
        "tel:112"
      })
  void sipAndTelUrisAreImpus(String uri) {
    assertThat(new Impu(uri)).hasToString(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"alice", "alice@ims.example.net", "sip:", "sip:a b@x", "tel:", "sip:a@x>\r\nX: y"})
  void anythingElseIsNot(String text) {
    assertThatThrownBy(() -> new Impu(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "@ims.example.net", "a\"b@x", "a@b@c", ""})
  void impiIsUserAtRealm(String text) {
    assertThat(new Impi("alice@ims.example.net").value()).isEqualTo("alice@ims.example.net");
    assertThatThrownBy(() -> new Impi(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void userNeedsAPublicIdentityAndAPlainName() {
    assertThatThrownBy(() -> User.withPassword("alice", "x", "alice@ims.example.net"))
        .hasMessageContaining("at least one IMPU");
    assertThatThrownBy(() -> User.withPassword("al\nice", "x", "a@b", "tel:+1"))
        .hasMessageContaining("user name");
  }
}
