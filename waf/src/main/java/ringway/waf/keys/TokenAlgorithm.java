// SPDX-License-Identifier: Apache-2.0
package ringway.waf.keys;

import com.nimbusds.jose.JWSAlgorithm;

/** How tokens are signed. RS256 because RFC 9068 §2.1 demands that it can be had. */
public enum TokenAlgorithm {
  ES256(JWSAlgorithm.ES256),
  RS256(JWSAlgorithm.RS256);

  private final JWSAlgorithm jws;

  TokenAlgorithm(JWSAlgorithm jws) {
    this.jws = jws;
  }

  public JWSAlgorithm jws() {
    return jws;
  }
}
