// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.EncryptedJWT;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens that come as JWE (RFC 7516). */
final class EncryptedTokensTest {
  private static final ECKey KEY = FakeWaf.ecKey("k1");
  private static final ECKey FOR_US = FakeWaf.ecKey("us");

  private final MovingClock clock = new MovingClock();
  private final FakeWaf waf = new FakeWaf(clock, KEY);
  private final TokenConfig.Issuer issuer =
      TokenSettings.issuer(waf.issuer(), Optional.empty(), false);

  @AfterEach
  void stop() {
    waf.close();
  }

  private TokenVerifier verifier(TokenConfig config) {
    return TokenVerifier.create(
        config, FakeWaf.noRevocations(clock), new SimpleMeterRegistry(), clock);
  }

  @Test
  void withoutAKeyNoEncryptedTokenIsAccepted() throws Exception {
    EncryptedJWT jwt =
        new EncryptedJWT(
            new JWEHeader(JWEAlgorithm.ECDH_ES, EncryptionMethod.A128GCM), waf.claims().build());
    jwt.encrypt(new ECDHEncrypter(KEY.toECPublicKey()));

    assertThatThrownBy(
            () -> verifier(TokenSettings.of(Duration.ZERO, 10, issuer)).verify(jwt.serialize()))
        .isInstanceOf(TokenRejected.class)
        .hasMessage("the token is encrypted, and for none of the keys here");
  }

  private TokenVerifier decrypting() {
    return verifier(
        TokenSettings.decrypting(
            TokenSettings.of(Duration.ofSeconds(60), 10, issuer), FOR_US.toJSONString()));
  }

  private static String encrypted(Payload payload, JWEHeader header) throws Exception {
    JWEObject jwe = new JWEObject(header, payload);
    jwe.encrypt(new ECDHEncrypter(FOR_US.toECPublicKey()));
    return jwe.serialize();
  }

  private static JWEHeader.Builder jweHeader() {
    return new JWEHeader.Builder(JWEAlgorithm.ECDH_ES_A256KW, EncryptionMethod.A256GCM)
        .contentType("JWT");
  }

  @Test
  void aSignedTokenEncryptedForUsIsOpened() throws Exception {
    String token = encrypted(new Payload(waf.token(KEY)), jweHeader().build());

    assertThat(decrypting().verify(token).impi()).isEqualTo("alice@ims.example.net");
  }

  @Test
  void encryptionAloneProvesNothing() throws Exception {
    String bare = encrypted(new Payload(waf.claims().build().toString()), jweHeader().build());
    String forged =
        encrypted(new Payload(waf.token(FakeWaf.ecKey("k1"))), jweHeader().keyID("us").build());

    assertThatThrownBy(() -> decrypting().verify(bare)).isInstanceOf(TokenRejected.class);
    assertThatThrownBy(() -> decrypting().verify(forged))
        .isInstanceOf(TokenRejected.class)
        .hasMessage("the signature of the token is wrong");
  }

  @Test
  void aCompressedTokenIsNotUnpacked() throws Exception {
    String token =
        encrypted(
            new Payload(waf.token(KEY)),
            jweHeader().compressionAlgorithm(CompressionAlgorithm.DEF).build());

    assertThatThrownBy(() -> decrypting().verify(token))
        .isInstanceOf(TokenRejected.class)
        .hasMessageContaining("compressed");
  }
}
