// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.waf.identity.User;
import ringway.waf.identity.Users;
import ringway.waf.store.Grant;
import ringway.waf.store.GrantStore;
import ringway.waf.store.Handle;
import ringway.waf.store.RefreshFamily;

/**
 * The grant {@code refresh_token}: each token works once, a second use ends the whole family (RFC
 * 9700 §4.14.2).
 */
final class RefreshExchange {
  private static final Logger log = LoggerFactory.getLogger(RefreshExchange.class);

  private final GrantStore store;
  private final Users users;
  private final TokenIssuer issuer;
  private final TokenRevocations revocations;
  private final Clock clock;

  RefreshExchange(
      GrantStore store,
      Users users,
      TokenIssuer issuer,
      TokenRevocations revocations,
      Clock clock) {
    this.store = store;
    this.users = users;
    this.issuer = issuer;
    this.revocations = revocations;
    this.clock = clock;
  }

  Map<String, Object> refresh(Caller caller, Form form) {
    String[] parts = form.require("refresh_token").split("\\.", 2);
    Optional<RefreshFamily> family = store.family(parts[0]);
    if (parts.length < 2
        || family.isEmpty()
        || !family.get().grant().clientId().equals(caller.client().id())
        || clock.instant().isAfter(family.get().expiresAt())) {
      throw refusal("the refresh token is not known or has expired");
    }
    Grant grant = family.get().grant();
    List<String> scopes = Scopes.within(form, grant.scopes());
    String secret = Handle.fresh();
    if (!store.rotate(parts[0], Handle.hash(parts[1]), Handle.hash(secret))) {
      end(parts[0]);
      log.warn("refresh token replayed, its family revoked client={}", caller.client().id());
      throw refusal("the refresh token has been used before");
    }
    Optional<User> user = Granted.user(users, grant);
    if (user.isEmpty()) {
      end(parts[0]);
      throw refusal(Granted.GONE);
    }
    Map<String, Object> body =
        issuer.forUser("refresh_token", caller, user.get(), parts[0], scopes);
    body.put("refresh_token", parts[0] + "." + secret);
    // OpenID Connect Core §12.2: identities may have changed; a nonce belongs to the sign-in only.
    issuer.addIdentity(body, grant, user.get(), Optional.empty());
    return body;
  }

  private void end(String family) {
    store.close(family);
    revocations.revokeSession(family);
  }

  private static OAuthReject refusal(String description) {
    return new OAuthReject(OAuth2Error.INVALID_GRANT, description);
  }
}
