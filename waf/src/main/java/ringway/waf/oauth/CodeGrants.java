// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.AuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import ringway.waf.identity.Impi;
import ringway.waf.identity.User;
import ringway.waf.store.AuthorizedCode;
import ringway.waf.store.Grant;
import ringway.waf.store.GrantStore;
import ringway.waf.store.Handle;

/** Gives a signed-in user's authorization code to the client. */
public final class CodeGrants {
  /** RFC 6749 §4.1.2 allows ten minutes; a redirect needs seconds. */
  private static final Duration CODE_LIFE = Duration.ofSeconds(60);

  private final Issuer issuer;
  private final GrantStore store;
  private final PushedRequests pushed;
  private final Clock clock;

  public CodeGrants(URI issuer, GrantStore store, PushedRequests pushed, Clock clock) {
    this.issuer = new Issuer(issuer);
    this.store = store;
    this.pushed = pushed;
    this.clock = clock;
  }

  /**
   * The address that takes the browser back to the client, with code, state and issuer.
   *
   * @param signedInAt when the user last proved who they are, which may have been for another code
   */
  public URI issue(AuthorizeOutcome.Accepted request, User user, Instant signedInAt) {
    if (request.impi().isPresent() && user.choosing(request.impi().get()).isEmpty()) {
      return refusal(
          request, OAuth2Error.ACCESS_DENIED, "the user has no subscription of this impi");
    }
    if (request.pushedName().isPresent() && !pushed.spend(request.pushedName().get())) {
      return refusal(request, OAuth2Error.INVALID_REQUEST_URI, "the request has been used before");
    }
    Instant now = clock.instant();
    String code = Handle.fresh();
    Grant grant =
        new Grant(
            user.name(),
            request.client().id(),
            request.scopes(),
            signedInAt,
            request.impi().map(Impi::value));
    store.keep(
        Handle.hash(code),
        new AuthorizedCode(
            grant,
            request.redirectUri().toString(),
            request.challenge(),
            request.nonce(),
            now.plus(CODE_LIFE)));
    // RFC 9207 §2: the issuer in the answer lets the client notice a mix-up.
    return new AuthorizationSuccessResponse(
            request.redirectUri(),
            new AuthorizationCode(code),
            null,
            request.state().map(State::new).orElse(null),
            issuer,
            ResponseMode.QUERY)
        .toURI();
  }

  private URI refusal(AuthorizeOutcome.Accepted request, ErrorObject error, String description) {
    return new AuthorizationErrorResponse(
            request.redirectUri(),
            error.setDescription(description),
            request.state().map(State::new).orElse(null),
            issuer,
            ResponseMode.QUERY)
        .toURI();
  }
}
