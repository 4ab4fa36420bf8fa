// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenClaimsVerifier;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.security.InvalidKeyException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ringway.runtime.crypto.Ed25519;

/**
 * Checks ID tokens (OpenID Connect Core §3.1.3.7). The library does it, except for signatures with
 * Ed25519, for which it would need Google Tink: those the JDK verifies. Thread-safe.
 */
final class IdTokenCheck {
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256);

  private final Issuer issuer;
  private final ClientID client;
  private final JWKSource<SecurityContext> keys;
  private final IDTokenValidator library;

  IdTokenCheck(Issuer issuer, ClientID client, JWKSource<SecurityContext> keys) {
    this.issuer = issuer;
    this.client = client;
    this.keys = keys;
    library =
        new IDTokenValidator(
            issuer, client, new JWSVerificationKeySelector<>(ALGORITHMS, keys), null);
  }

  IDTokenClaimsSet validate(JWT idToken, @Nullable Nonce nonce)
      throws BadJOSEException, JOSEException {
    if (!(idToken instanceof SignedJWT signed)
        || !JWSAlgorithm.EdDSA.equals(signed.getHeader().getAlgorithm())) {
      return library.validate(idToken, nonce);
    }
    requireSignature(signed);
    try {
      JWTClaimsSet claims = signed.getJWTClaimsSet();
      new IDTokenClaimsVerifier(issuer, client, nonce, library.getMaxClockSkew())
          .verify(claims, null);
      return new IDTokenClaimsSet(claims);
    } catch (java.text.ParseException | ParseException e) {
      throw new BadJWSException("its claims cannot be read", e);
    }
  }

  private void requireSignature(SignedJWT jwt) throws BadJOSEException, JOSEException {
    JWKSelector selector = new JWKSelector(JWKMatcher.forJWSHeader(jwt.getHeader()));
    boolean plain = jwt.getHeader().getCriticalParams() == null;
    for (JWK key : keys.get(selector, null)) {
      if (plain && key instanceof OctetKeyPair pair && isSignedBy(pair, jwt)) {
        return;
      }
    }
    throw new BadJWSException("its signature is by none of the keys of the WAF");
  }

  private static boolean isSignedBy(OctetKeyPair pair, SignedJWT jwt) {
    try {
      return Ed25519.verify(
          Ed25519.publicKey(pair.getDecodedX()),
          jwt.getSigningInput(),
          jwt.getSignature().decode());
    } catch (InvalidKeyException _) {
      return false;
    }
  }
}
