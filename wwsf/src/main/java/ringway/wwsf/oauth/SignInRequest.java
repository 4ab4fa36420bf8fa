// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import java.net.URI;

/**
 * The way of one browser to the WAF, and the secrets that prove its way back.
 *
 * @param location where the browser is sent
 * @param state comes back with the browser (RFC 6749 §10.12)
 * @param nonce comes back inside the ID token (OpenID Connect Core §3.1.2.1)
 * @param verifier proves at the token endpoint that the code was asked for here (RFC 7636)
 */
public record SignInRequest(URI location, String state, String nonce, String verifier) {
  @Override
  public String toString() {
    return "SignInRequest[***]";
  }
}
