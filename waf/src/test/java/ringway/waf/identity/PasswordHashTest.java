// SPDX-License-Identifier: Apache-2.0
package ringway.waf.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9106 in the text form that other programs write. */
class PasswordHashTest {

  @Test
  void hashOfTheReferenceProgramMatchesItsPassword() {
    // From the test vectors of the Argon2 reference implementation.
    PasswordHash hash =
        PasswordHash.parse(
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");

    assertThat(hash.matches("password")).isTrue();
    assertThat(hash.matches("Password")).isFalse();
  }

  @Test
  void textFormComesBackUnchanged() {
    PasswordHash hash = PasswordHash.of("pässword");

    assertThat(PasswordHash.parse(hash.phc()).matches("pässword")).isTrue();
    assertThat(PasswordHash.parse(hash.phc()).phc()).isEqualTo(hash.phc());
  }

  @Test
  void samePasswordHashesDifferentlyEachTime() {
    assertThat(PasswordHash.of("x").phc()).isNotEqualTo(PasswordHash.of("x").phc());
  }

  @Test
  void hashIsNotPrinted() {
    assertThat(PasswordHash.of("x")).hasToString("***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=999,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=1,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=2,p=0$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
      })
  void otherFormsAndCostsOutOfBoundsAreRefused(String text) {
    assertThatThrownBy(() -> PasswordHash.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("CTFhFdXPJO1a");
  }
}
