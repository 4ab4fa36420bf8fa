// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** An access token in the making (RFC 9068 §2): valid first, then spoiled as a flow wants it. */
public final class TokenDraft {
  private static final Duration LIFE = Duration.ofMinutes(10);

  private final JWTClaimsSet.Builder claims;
  private ECKey key;
  private String type = "at+jwt";

  TokenDraft(ECKey key, String issuer, Subscriber user) {
    this.key = key;
    Instant now = Instant.now();
    claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .audience(TestWaf.AUDIENCE)
            .subject(user.name())
            .claim("client_id", "wwsf")
            .claim("wwsf", "wwsf")
            .claim("scope", "ims.register")
            .claim("impi", user.impi())
            .claim("impus", user.impus())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFE)))
            .jwtID(UUID.randomUUID().toString());
  }

  public TokenDraft expiringIn(Duration life) {
    Instant now = Instant.now();
    claims.issueTime(Date.from(now.plus(life).minus(LIFE)));
    claims.expirationTime(Date.from(now.plus(life)));
    return this;
  }

  /** From now on. */
  public TokenDraft livingFor(Duration life) {
    claims.expirationTime(Date.from(Instant.now().plus(life)));
    return this;
  }

  public TokenDraft audience(String audience) {
    claims.audience(audience);
    return this;
  }

  public TokenDraft issuer(String issuer) {
    claims.issuer(issuer);
    return this;
  }

  public TokenDraft claim(String name, Object value) {
    claims.claim(name, value);
    return this;
  }

  public TokenDraft type(String typ) {
    type = typ;
    return this;
  }

  /** A key of its own under the id of the right one. */
  public TokenDraft signedByStranger() {
    key = TestWaf.newKey(key.getKeyID());
    return this;
  }

  public String text() {
    return signed(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()));
  }

  /** What introspection says of it (RFC 7662 §2.2). */
  String activeAsJson() {
    return claims.claim("active", true).build().toString();
  }

  /** Signed, then encrypted (RFC 7519 §11.2). */
  public String encryptedFor(ECKey recipient) {
    try {
      JWEObject jwe =
          new JWEObject(
              new JWEHeader.Builder(JWEAlgorithm.ECDH_ES_A256KW, EncryptionMethod.A256GCM)
                  .contentType("JWT")
                  .build(),
              new Payload(text()));
      jwe.encrypt(new ECDHEncrypter(recipient.toECPublicKey()));
      return jwe.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("encrypting failed", e);
    }
  }

  private String signed(JWSHeader.Builder header) {
    try {
      SignedJWT jwt = new SignedJWT(header.type(new JOSEObjectType(type)).build(), claims.build());
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("signing failed", e);
    }
  }

  /** {@code alg: none}. */
  public String unsigned() {
    return new PlainJWT(claims.build()).serialize();
  }

  /** HS256 with the public key as the secret, the old trick on careless verifiers. */
  public String signedWithPublicKeyAsSecret() {
    try {
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256)
                  .keyID(key.getKeyID())
                  .type(new JOSEObjectType(type))
                  .build(),
              claims.build());
      jwt.sign(new MACSigner(key.toECPublicKey().getEncoded()));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("signing failed", e);
    }
  }
}
