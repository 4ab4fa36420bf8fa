// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.runtime.crypto.Ed25519;

/** ID tokens signed with Ed25519; the other algorithms are in the tests of signing in. */
class IdTokenCheckTest {
  private static final Ed25519.Bytes KEY = Ed25519.generate();
  private static final OctetKeyPair PUBLISHED =
      new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(KEY.x())).keyID("k").build();

  private final IdTokenCheck check =
      new IdTokenCheck(
          new Issuer("https://waf.example.net"),
          new ClientID("wwsf"),
          new ImmutableJWKSet<>(new JWKSet(List.of(PUBLISHED))));

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("https://waf.example.net")
        .audience("wwsf")
        .subject("alice")
        .claim("nonce", "n")
        .issueTime(Date.from(Instant.now()))
        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
  }

  private static SignedJWT signed(byte[] secret, JWTClaimsSet claims) throws Exception {
    SignedJWT jwt =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.EdDSA).keyID("k").build(), claims);
    Base64URL signature =
        Base64URL.encode(Ed25519.sign(Ed25519.privateKey(secret), jwt.getSigningInput()));
    return new SignedJWT(jwt.getHeader().toBase64URL(), jwt.getPayload().toBase64URL(), signature);
  }

  @Test
  void aTokenOfThePublishedKeyIsTaken() throws Exception {
    assertThat(check.validate(signed(KEY.d(), claims().build()), new Nonce("n")).getSubject())
        .hasToString("alice");
  }

  @Test
  void aTokenOfAnotherKeyIsRefused() throws Exception {
    SignedJWT foreign = signed(Ed25519.generate().d(), claims().build());

    assertThatThrownBy(() -> check.validate(foreign, new Nonce("n")))
        .isInstanceOf(BadJOSEException.class)
        .hasMessageContaining("signature");
  }

  @ParameterizedTest
  @CsvSource({"iss, https://other.example.net", "aud, other", "nonce, m"})
  void aClaimThatIsWrongIsRefused(String claim, String value) throws Exception {
    SignedJWT token = signed(KEY.d(), claims().claim(claim, value).build());

    assertThatThrownBy(() -> check.validate(token, new Nonce("n")))
        .isInstanceOf(BadJOSEException.class);
  }

  @Test
  void anExpiredTokenIsRefused() throws Exception {
    Date past = Date.from(Instant.now().minusSeconds(600));
    SignedJWT token = signed(KEY.d(), claims().expirationTime(past).build());

    assertThatThrownBy(() -> check.validate(token, new Nonce("n")))
        .isInstanceOf(BadJOSEException.class);
  }
}
