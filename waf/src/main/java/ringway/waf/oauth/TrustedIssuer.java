// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import java.net.URI;
import java.util.List;

/**
 * Somebody whose tokens can be exchanged for ours (RFC 8693).
 *
 * @param issuer its {@code iss}, character by character
 * @param audiences of which its tokens must name one: our ids there
 */
public record TrustedIssuer(String issuer, URI jwksUri, List<String> audiences) {
  public TrustedIssuer {
    ClientCredential.requireSafe(jwksUri);
    if (issuer.isBlank() || audiences.isEmpty()) {
      throw new IllegalArgumentException("a trusted issuer needs an issuer and audiences");
    }
    audiences = List.copyOf(audiences);
  }
}
