// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import ringway.waf.identity.Impi;

/** What an authorization request comes to (RFC 6749 §4.1.1). */
public sealed interface AuthorizeOutcome {

  /**
   * Good: the user may sign in.
   *
   * @param challenge the S256 code challenge
   * @param loginHint a user name to fill in
   * @param prompts what the client asks to be shown (OpenID Connect Core §3.1.2.1)
   * @param maxAge how long ago the user may have signed in, at most
   * @param impi the subscription tokens are to name, instead of the user's first
   * @param pushedName the request_uri, when the client has pushed the request (RFC 9126)
   */
  record Accepted(
      Client client,
      URI redirectUri,
      List<String> scopes,
      Optional<String> state,
      String challenge,
      Optional<String> nonce,
      Optional<String> loginHint,
      Set<String> prompts,
      Optional<Duration> maxAge,
      Optional<Impi> impi,
      Optional<String> pushedName)
      implements AuthorizeOutcome {}

  /** The client is to be told, by a redirect to an address known to be its own. */
  record RefusedToClient(URI location) implements AuthorizeOutcome {}

  /** Nobody can be redirected safely: the user sees a page (RFC 6749 §4.1.2.1). */
  record RefusedOnPage(String reason) implements AuthorizeOutcome {}
}
