// SPDX-License-Identifier: Apache-2.0
package ringway.waf.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringway.runtime.config.ConfigError;

/** The key file. */
class SigningKeyTest {
  @TempDir private Path directory;

  @Test
  void keyIsMadeOnceForItsOwnerOnly() throws IOException {
    Path file = directory.resolve("keys").resolve("waf.jwk");

    SigningKey first = SigningKey.in(file, TokenAlgorithm.ES256);
    SigningKey second = SigningKey.in(file, TokenAlgorithm.ES256);

    assertThat(second.publicJwks()).isEqualTo(first.publicJwks());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).contains("\"d\":");
    assertThat(first.publicJwks().toString()).contains(" x=").doesNotContain(" d=", "{d=");
  }

  @Test
  void keyThatOthersCanReadIsRefused() throws IOException {
    Path file = directory.resolve("waf.jwk");
    SigningKey.in(file, TokenAlgorithm.ES256);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> SigningKey.in(file, TokenAlgorithm.ES256))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void keyForAnotherAlgorithmIsRefused() {
    Path file = directory.resolve("waf.jwk");
    SigningKey.in(file, TokenAlgorithm.ES256);

    assertThatThrownBy(() -> SigningKey.in(file, TokenAlgorithm.RS256))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("RS256");
  }

  @Test
  void garbageIsRefusedWithoutBeingQuoted() throws IOException {
    Path file = directory.resolve("waf.jwk");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, "{\"kty\":\"EC\",\"d\":\"private-part\"}");

    assertThatThrownBy(() -> SigningKey.in(file, TokenAlgorithm.ES256))
        .isInstanceOf(ConfigError.class)
        .hasNoCause()
        .message()
        .doesNotContain("private-part");
  }

  @ParameterizedTest
  @EnumSource(TokenAlgorithm.class)
  void whatAKeyOfAFileSignsItsPublishedHalfVerifies(TokenAlgorithm algorithm) throws Exception {
    Path file = directory.resolve("waf.jwk");
    SigningKey.in(file, algorithm);
    SigningKey key = SigningKey.in(file, algorithm);
    JWK published = JWKSet.parse(key.publicJwks()).getKeys().getFirst();
    JWK other = JWKSet.parse(SigningKey.fresh(algorithm).publicJwks()).getKeys().getFirst();

    SignedJWT jwt =
        SignedJWT.parse(
            key.sign(JOSEObjectType.JWT, new JWTClaimsSet.Builder().subject("alice").build())
                .serialize());

    assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(algorithm.jws());
    assertThat(published.isPrivate()).isFalse();
    assertThat(published.getAlgorithm()).isEqualTo(algorithm.jws());
    assertThat(OwnSignature.isBy(published, jwt)).isTrue();
    assertThat(OwnSignature.isBy(other, jwt)).isFalse();
    assertThat(SigningKey.retired(file).algorithm()).isEqualTo(algorithm);
  }

  @Test
  void freshKeysDiffer() {
    assertThat(SigningKey.fresh(TokenAlgorithm.ES256).publicJwks())
        .isNotEqualTo(SigningKey.fresh(TokenAlgorithm.ES256).publicJwks());
  }
}
