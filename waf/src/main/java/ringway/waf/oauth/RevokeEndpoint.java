// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.util.Optional;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.waf.store.GrantStore;
import ringway.waf.store.RefreshFamily;

/** {@code POST /revoke}: a client gives a token back (RFC 7009). */
final class RevokeEndpoint {
  private final ClientAuthentication clients;
  private final GrantStore store;
  private final AccessTokens tokens;
  private final TokenRevocations revocations;

  RevokeEndpoint(
      ClientAuthentication clients,
      GrantStore store,
      AccessTokens tokens,
      TokenRevocations revocations) {
    this.clients = clients;
    this.store = store;
    this.tokens = tokens;
    this.revocations = revocations;
  }

  HttpReply post(HttpRequest request) {
    Form form = Form.of(request);
    Client client = clients.authenticate(request, form).client();
    String token = form.require("token");
    // RFC 7009 §2.1: token_type_hint is a hint; the shape of our tokens says what they are.
    Optional<RefreshFamily> family = store.family(token.split("\\.", 2)[0]);
    if (family.isPresent() && token.indexOf('.') > 0) {
      endSession(client, family.get());
    } else {
      tokens.live(token).ifPresent(claims -> endToken(client, claims));
    }
    // RFC 7009 §2.2: an unknown token is as good as revoked.
    return HttpReply.of(200).noStore();
  }

  /** An older token of the family ends it as well: its holder wants it to be over. */
  private void endSession(Client client, RefreshFamily family) {
    requireOwner(client, family.grant().clientId());
    // Revoked first: should the node die in between, nothing that was taken back is accepted.
    revocations.revokeSession(family.id());
    store.close(family.id());
  }

  private void endToken(Client client, JWTClaimsSet claims) {
    requireOwner(client, AccessTokens.text(claims, "client_id"));
    revocations.revokeToken(
        claims.getJWTID(),
        claims.getSubject(),
        client.id(),
        claims.getExpirationTime().toInstant());
  }

  private static void requireOwner(Client client, String owner) {
    if (!client.id().equals(owner)) {
      throw new OAuthReject(OAuth2Error.UNAUTHORIZED_CLIENT, "the token belongs to another client");
    }
  }
}
