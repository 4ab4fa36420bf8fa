// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** {@code POST /token}: what there is for access tokens (RFC 6749 §3.2). */
final class TokenEndpoint {
  /** Scopes that say something of a user, which a client alone cannot have. */
  private static final Set<String> OF_USERS = Set.of(TokenMint.OPENID, TokenMint.IMS_REGISTER);

  private final ClientAuthentication clients;
  private final CodeExchange codes;
  private final RefreshExchange refreshes;
  private final TokenExchange exchanges;
  private final TokenIssuer tokens;
  private final URI issuer;
  private final String audience;

  TokenEndpoint(
      ClientAuthentication clients,
      CodeExchange codes,
      RefreshExchange refreshes,
      TokenExchange exchanges,
      TokenIssuer tokens,
      URI issuer,
      String audience) {
    this.clients = clients;
    this.codes = codes;
    this.refreshes = refreshes;
    this.exchanges = exchanges;
    this.tokens = tokens;
    this.issuer = issuer;
    this.audience = audience;
  }

  HttpReply post(HttpRequest request) throws GeneralException {
    Form form = Form.of(request);
    Caller caller = clients.authenticate(request, form);
    String grantType = form.require("grant_type");
    Map<String, Object> body =
        switch (grantType) {
          case "authorization_code" -> {
            requireTarget(form, audience);
            yield codes.exchange(caller, AuthorizationCodeGrant.parse(form.fields()));
          }
          case "refresh_token" -> {
            requireTarget(form, audience);
            yield refreshes.refresh(caller, form);
          }
          case "client_credentials" -> {
            requireTarget(form, issuer.toString());
            yield tokens.forClient(grantType, caller, clientScopes(caller.client(), form));
          }
          case TokenExchange.GRANT_TYPE -> {
            requireTarget(form, audience);
            yield exchanges.exchange(caller, form);
          }
          // RFC 9700 §2.4: no password grant; nothing else is known either.
          default ->
              throw new OAuthReject(
                  OAuth2Error.UNSUPPORTED_GRANT_TYPE,
                  "grant_type must be authorization_code, refresh_token, client_credentials or "
                      + TokenExchange.GRANT_TYPE);
        };
    return HttpReply.json(200, body).noStore();
  }

  /** RFC 6749 §4.4: what the client may do in its own name. */
  private static List<String> clientScopes(Client client, Form form) {
    return Scopes.within(
        form, client.scopes().stream().filter(scope -> !OF_USERS.contains(scope)).toList());
  }

  /** RFC 8707 §2, RFC 8693 §2.1: tokens are for one target and no other can be asked for. */
  private static void requireTarget(Form form, String only) {
    if (Stream.concat(form.all("resource").stream(), form.all("audience").stream())
        .anyMatch(target -> !target.equals(only))) {
      throw new OAuthReject(
          OAuth2Error.INVALID_TARGET, "such tokens are issued for " + only + " only");
    }
  }
}
