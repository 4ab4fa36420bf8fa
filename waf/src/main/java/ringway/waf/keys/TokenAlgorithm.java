// SPDX-License-Identifier: Apache-2.0
package ringway.waf.keys;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyType;
import java.util.stream.Stream;

/**
 * How tokens are signed. RS256 because RFC 9068 §2.1 demands that it can be had; EdDSA is Ed25519
 * (RFC 8037).
 */
public enum TokenAlgorithm {
  @JsonProperty("ES256")
  ES256(JWSAlgorithm.ES256),
  @JsonProperty("RS256")
  RS256(JWSAlgorithm.RS256),
  @JsonProperty("EdDSA")
  EDDSA(JWSAlgorithm.EdDSA);

  private final JWSAlgorithm jws;

  TokenAlgorithm(JWSAlgorithm jws) {
    this.jws = jws;
  }

  public JWSAlgorithm jws() {
    return jws;
  }

  /** The one keys of this kind sign with. */
  static TokenAlgorithm of(KeyType type) {
    return Stream.of(values()).filter(one -> one.keyType().equals(type)).findFirst().orElse(ES256);
  }

  private KeyType keyType() {
    return KeyType.forAlgorithm(jws);
  }

  /** As RFC 7518 and RFC 8037 write it. */
  @Override
  public String toString() {
    return jws.getName();
  }
}
