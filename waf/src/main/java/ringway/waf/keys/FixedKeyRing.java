// SPDX-License-Identifier: Apache-2.0
package ringway.waf.keys;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys from files, or one of this process alone: they change only with a restart. */
final class FixedKeyRing implements KeyRing {
  private final SigningKey signing;
  private final List<SigningKey> retired;
  private final Map<String, Object> published;

  /**
   * @param retired keys that sign no more and are published until their last token has ended
   */
  FixedKeyRing(SigningKey signing, List<SigningKey> retired) {
    this.signing = signing;
    this.retired = List.copyOf(retired);
    List<JWK> keys = new ArrayList<>();
    retired.forEach(key -> keys.add(key.publicKey()));
    keys.add(signing.publicKey());
    published = new JWKSet(keys).toJSONObject(true);
  }

  @Override
  public SignedJWT sign(JOSEObjectType type, JWTClaimsSet claims) {
    return signing.sign(type, claims);
  }

  @Override
  public Map<String, Object> publicJwks() {
    return published;
  }

  @Override
  public TokenAlgorithm algorithm() {
    return signing.algorithm();
  }

  @Override
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    retired.forEach(key -> entries.add(entry(key)));
    entries.add(entry(signing));
    return List.copyOf(entries);
  }

  private static Entry entry(SigningKey key) {
    return new Entry(key.id(), key.algorithm(), Instant.EPOCH, Optional.empty());
  }

  @Override
  public String rotate() {
    throw notHere();
  }

  @Override
  public boolean withdraw(String id) {
    throw notHere();
  }

  private static IllegalStateException notHere() {
    return new IllegalStateException(
        "the keys are not kept in the database: exchange the file of `signing-key`, or give"
            + " `keys.encryption-key` instead of it");
  }

  @Override
  public void close() {
    // nothing runs
  }
}
