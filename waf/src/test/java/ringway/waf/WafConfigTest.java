// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.runtime.config.ConfigError;
import ringway.runtime.config.ConfigSource;
import ringway.waf.identity.Impu;
import ringway.waf.oauth.ClientCredential;

/** Section {@code waf}. */
class WafConfigTest {
  private static final String HASH =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

  @TempDir private Path directory;

  @Test
  void referenceFileBindsAndNamesNoUsers() {
    WafConfig config = read(Map.of());

    assertThat(config.users()).isEmpty();
    assertThat(config.clients()).isEmpty();
    assertThat(config.signingKey()).isEmpty();
    assertThat(config.tokenLife()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.store().url()).isEqualTo("jdbc:h2:file:./data/waf");
  }

  @Test
  void usersAndClientsCanBeWrittenInTheFile() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "0123456789abcdef\n");
    WafConfig config = read(accounts(secret, HASH));

    assertThat(config.users())
        .singleElement()
        .satisfies(
            user -> {
              assertThat(user.passwordHash().matches("password")).isTrue();
              assertThat(user.impus()).containsExactly(new Impu("sip:alice@ims.example.net"));
            });
    assertThat(config.clients())
        .singleElement()
        .satisfies(
            client ->
                assertThat(client.credential())
                    .isInstanceOfSatisfying(
                        ClientCredential.SecretHash.class,
                        hash -> assertThat(hash.matches("0123456789abcdef")).isTrue()));
    assertThat(config.toString()).doesNotContain("0123456789abcdef", "CTFhFdXPJO1a");
  }

  @Test
  void passwordInClearIsRefused() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "0123456789abcdef");
    String file = accounts(secret, "alice");

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("waf.users[0].password-hash")
        .hasMessageContaining("Argon2id");
  }

  @Test
  void shortClientSecretIsRefused() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "short");
    String file = accounts(secret, HASH);

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("at least 16 characters");
  }

  @ParameterizedTest
  @CsvSource({
    "ISSUER, http://waf.example.net, https",
    "ISSUER, https://waf.example.net/, without a path",
    "ISSUER, https://waf.example.net?x, without a path",
    "TOKENLIFE, 59s, token-life must be 1m to 1h",
    "TOKENLIFE, 61m, token-life must be 1m to 1h",
    "REFRESHLIFE, 9m, refresh-life",
    "AUDIENCE, ' ', audience",
    "TOKENALGORITHM, none, 'token-algorithm: expected one of ES256, RS256, EdDSA, found `none`'",
  })
  void badValueIsRefusedWithOneSentence(String key, String value, String expected) {
    assertThatThrownBy(() -> read(Map.of("RINGWAY_WAF_" + key, value)))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining(expected);
  }

  @Test
  void sameUserTwiceIsRefused() {
    assertThatThrownBy(() -> read("waf:\n  users: [" + user(HASH) + ", " + user(HASH) + "]\n"))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("`alice` is given twice");
  }

  private static String accounts(Path secret, String hash) {
    return """
    waf:
      users: [%s]
      clients:
        - id: wwsf
          secret: file:%s
          redirect-uris: ["https://phone.example.net/callback"]
          scopes: [openid, ims.register]
    """
        .formatted(user(hash), secret);
  }

  private static String user(String hash) {
    return "{name: alice, password-hash: '%s', impi: alice@ims.example.net, impus: ['sip:alice@ims.example.net']}"
        .formatted(hash);
  }

  private WafConfig read(String yaml) {
    try {
      Path file = Files.writeString(directory.resolve("ringway.yaml"), yaml);
      return ConfigSource.read(Optional.of(file), Set.of("waf"), Map.of())
          .section("waf", WafConfig.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static WafConfig read(Map<String, String> environment) {
    return ConfigSource.read(Optional.empty(), Set.of("waf"), environment)
        .section("waf", WafConfig.class);
  }
}
