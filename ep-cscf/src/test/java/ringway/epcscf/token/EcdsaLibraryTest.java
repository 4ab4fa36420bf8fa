// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EcdsaLibraryTest {
  /** Order of P-256, for signatures just out of range. */
  private static final byte[] ORDER =
      HexFormat.of().parseHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

  static Stream<EcdsaLibrary> libraries() {
    return Stream.of(EcdsaLibrary.jdk(), EcdsaLibrary.fastest());
  }

  private static ECKey newKey() throws Exception {
    return new ECKeyGenerator(Curve.P_256).generate();
  }

  private static SignedJWT signed(ECKey key) throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.ES256), new JWTClaimsSet.Builder().subject("a").build());
    jwt.sign(new ECDSASigner(key));
    return jwt;
  }

  private static SignedJWT withSignature(SignedJWT jwt, byte[] signature) throws Exception {
    String[] words = jwt.serialize().split("\\.");
    return SignedJWT.parse(words[0] + "." + words[1] + "." + Base64URL.encode(signature));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void takesWhatTheKeySignedAndNothingElse(EcdsaLibrary library) throws Exception {
    ECKey key = newKey();
    WafKey checked = WafKey.of(key.toPublicJWK(), library).orElseThrow();
    SignedJWT right = signed(key);
    byte[] bytes = right.getSignature().decode();
    byte[] spoiled = bytes.clone();
    spoiled[40] ^= 1;
    byte[] orderTwice = Arrays.copyOf(ORDER, 64);
    System.arraycopy(ORDER, 0, orderTwice, 32, 32);

    assertThat(checked.signed(SignedToken.of(right))).isTrue();
    assertThat(checked.signed(SignedToken.of(signed(newKey())))).isFalse();
    assertThat(checked.signed(SignedToken.of(withSignature(right, spoiled)))).isFalse();
    assertThat(checked.signed(SignedToken.of(withSignature(right, new byte[64])))).isFalse();
    assertThat(checked.signed(SignedToken.of(withSignature(right, orderTwice)))).isFalse();
    assertThat(checked.signed(SignedToken.of(withSignature(right, Arrays.copyOf(bytes, 63)))))
        .isFalse();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void judgesEachForItselfWhateverCameBefore(EcdsaLibrary library) throws Exception {
    ECKey key = newKey();
    WafKey checked = WafKey.of(key.toPublicJWK(), library).orElseThrow();

    for (int i = 0; i < 20; i++) {
      SignedJWT right = signed(key);
      assertThat(checked.signed(SignedToken.of(right))).isTrue();
      assertThat(checked.signed(SignedToken.of(signed(newKey())))).isFalse();
      assertThat(checked.signed(SignedToken.of(withSignature(right, new byte[64])))).isFalse();
    }
  }

  @Test
  void theFastOneIsFoundWhereItIsBuiltFor() {
    assumeThat(System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .isIn("Linux amd64", "Linux aarch64");

    assertThat(EcdsaLibrary.fastest().provider()).isPresent();
  }
}
