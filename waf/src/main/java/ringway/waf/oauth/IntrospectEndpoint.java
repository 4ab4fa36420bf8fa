// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.util.LinkedHashMap;
import java.util.Map;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** {@code POST /introspect}: tells an eP-CSCF what a token is worth (RFC 7662). */
final class IntrospectEndpoint {
  private static final Map<String, Object> INACTIVE = Map.of("active", false);

  private final ClientAuthentication clients;
  private final AccessTokens tokens;

  IntrospectEndpoint(ClientAuthentication clients, AccessTokens tokens) {
    this.clients = clients;
    this.tokens = tokens;
  }

  HttpReply post(HttpRequest request) {
    Form form = Form.of(request);
    Caller caller = clients.authenticate(request, form);
    if (!caller.client().mayIntrospect()) {
      throw new OAuthReject(
          403, OAuth2Error.UNAUTHORIZED_CLIENT, "this client may not introspect tokens");
    }
    // RFC 7662 §2.2: not a word on why a token is inactive. A refresh token is never active here,
    // or it could pass for an access token.
    Map<String, Object> body =
        tokens.live(form.require("token")).map(IntrospectEndpoint::active).orElse(INACTIVE);
    return HttpReply.json(200, body).noStore();
  }

  private static Map<String, Object> active(JWTClaimsSet claims) {
    Map<String, Object> body = new LinkedHashMap<>(claims.toJSONObject());
    body.put("active", true);
    body.put("token_type", "Bearer");
    body.put("username", claims.getSubject());
    return body;
  }
}
