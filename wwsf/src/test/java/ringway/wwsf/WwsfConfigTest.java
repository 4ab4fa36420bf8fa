// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.runtime.config.ConfigError;
import ringway.runtime.config.ConfigSource;
import ringway.wwsf.access.Contact;

/** Section {@code wwsf}. */
class WwsfConfigTest {
  @TempDir private Path directory;

  @Test
  void referenceFileBinds() {
    WwsfConfig config = read(Map.of());

    assertThat(config.publicAddress()).hasToString("http://localhost:8080");
    assertThat(config.waf().clientSecret()).isEmpty();
    assertThat(config.site()).isEmpty();
    assertThat(config.contacts()).isEmpty();
  }

  @Test
  void wwsfDoesNotStartWithoutItsSecret() {
    WwsfConfig config = read(Map.of("RINGWAY_WWSF_LISTEN_PORT", "0"));

    assertThatThrownBy(() -> Wwsf.start(config))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("wwsf.waf.client-secret");
  }

  @Test
  void everythingCanBeWrittenInTheFileAndSecretsAreNotPrinted() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "0123456789abcdef\n");
    Path file =
        Files.writeString(
            directory.resolve("ringway.yaml"),
            """
            wwsf:
              public-address: https://phone.example.net
              w2: wss://edge.example.net/
              waf:
                issuer: https://login.example.net
                client-secret: file:%s
              ice-servers:
                - urls: ["turns:turn.example.net"]
                  username: ringway
                  credential: file:%s
              contacts:
                - {name: Echo, number: "tel:+15550199"}
            """
                .formatted(secret, secret));

    WwsfConfig config =
        ConfigSource.read(Optional.of(file), Set.of("wwsf"), Map.of())
            .section("wwsf", WwsfConfig.class);

    assertThat(config.waf().clientSecret().orElseThrow().reveal()).isEqualTo("0123456789abcdef");
    assertThat(config.iceServers()).hasSize(1);
    assertThat(config.contacts()).isEqualTo(List.of(new Contact("Echo", "tel:+15550199")));
    assertThat(config.toString()).doesNotContain("0123456789abcdef");
  }

  @ParameterizedTest
  @CsvSource({
    "PUBLICADDRESS, http://phone.example.net, https",
    "PUBLICADDRESS, https://phone.example.net/, without a path",
    "PUBLICADDRESS, https://phone.example.net, wss",
    "W2, http://localhost, ws or wss",
    "WAF_ISSUER, localhost, issuer",
    "WAF_TIMEOUT, 0s, timeout",
    "WAF_CLIENTID, ' ', client-id",
    "DOMAIN, ' ', domain",
    "SESSIONLIFE, 5s, session-life",
    "MAXSESSIONS, 0, max-sessions",
  })
  void badValueIsRefusedWithOneSentence(String key, String value, String expected) {
    assertThatThrownBy(() -> read(Map.of("RINGWAY_WWSF_" + key, value)))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining(expected);
  }

  private static WwsfConfig read(Map<String, String> environment) {
    return ConfigSource.read(Optional.empty(), Set.of("wwsf"), environment)
        .section("wwsf", WwsfConfig.class);
  }
}
