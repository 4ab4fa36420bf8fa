// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.runtime.config.ConfigSource;

final class TokenConfigTest {
  /** The part of the eP-CSCF's settings that is ours, beside sections of no interest here. */
  @com.fasterxml.jackson.annotation.JsonIgnoreProperties(ignoreUnknown = true)
  record Section(TokenConfig tokens) {}

  private static TokenConfig.Issuer issuer(String issuer) {
    return TokenSettings.issuer(issuer, Optional.empty(), false);
  }

  @Test
  void theReferenceFileNamesTheAllInOneWaf() {
    Section section =
        ConfigSource.read(Optional.empty(), Set.of("ep-cscf"), Map.of())
            .section("ep-cscf", Section.class);

    assertThat(section.tokens())
        .isEqualTo(
            TokenSettings.of(Duration.ofSeconds(60), 100_000, issuer("http://localhost:8081")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://waf.example.net",
        "ftp://localhost",
        "waf",
        "https://waf.example.net/?a=b",
        "https://waf.example.net/#x",
        "https://user@waf.example.net",
        "http://127.0.0.1.evil.example"
      })
  void anIssuerThatCannotBeTrustedIsRefused(String issuer) {
    assertThatThrownBy(() -> issuer(issuer)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysInClearAreRefusedOffLoopback() {
    assertThatThrownBy(
            () ->
                TokenSettings.issuer(
                    "https://waf.example.net",
                    Optional.of(URI.create("http://waf.example.net/jwks")),
                    false))
        .hasMessage(
            "jwks-uri is an https: address, or http: on loopback; found"
                + " http://waf.example.net/jwks");
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    List<TokenConfig.Issuer> one = List.of(issuer("https://waf.example.net"));
    Duration skew = Duration.ZERO;

    assertThatThrownBy(() -> TokenSettings.of(" ", "s", skew, 1, one))
        .hasMessageContaining("audience");
    assertThatThrownBy(() -> TokenSettings.of("a", "s t", skew, 1, one))
        .hasMessageContaining("scope");
    assertThatThrownBy(() -> TokenSettings.of("a", "s", Duration.ofHours(1), 1, one))
        .hasMessageContaining("clock-skew");
    assertThatThrownBy(() -> TokenSettings.of("a", "s", skew, 0, one))
        .hasMessageContaining("cache-size");
    assertThatThrownBy(() -> TokenSettings.of("a", "s", skew, 1, List.of()))
        .hasMessageContaining("issuers");
    assertThatThrownBy(
            () -> TokenSettings.of("a", "s", skew, 1, List.of(one.getFirst(), one.getFirst())))
        .hasMessageContaining("twice");
  }
}
