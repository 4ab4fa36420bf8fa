// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import java.util.List;

/** Settings of the OAuth endpoints, section {@code waf.oauth}. */
public record OAuthConfig(
    ClientCertificatesConfig clientCertificates, List<TrustedIssuer> trustedIssuers) {
  public OAuthConfig {
    trustedIssuers = List.copyOf(trustedIssuers);
    if (trustedIssuers.stream().map(TrustedIssuer::issuer).distinct().count()
        != trustedIssuers.size()) {
      throw new IllegalArgumentException("a trusted issuer is given twice");
    }
  }
}
