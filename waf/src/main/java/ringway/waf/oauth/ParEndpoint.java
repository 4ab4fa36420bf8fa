// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** {@code POST /par}: an authorization request ahead of the browser (RFC 9126). */
final class ParEndpoint {
  private static final Set<String> OF_AUTHENTICATION =
      Set.of("client_assertion", "client_assertion_type");

  private final ClientAuthentication clients;
  private final AuthorizeCheck authorize;
  private final PushedRequests pushed;

  ParEndpoint(ClientAuthentication clients, AuthorizeCheck authorize, PushedRequests pushed) {
    this.clients = clients;
    this.authorize = authorize;
    this.pushed = pushed;
  }

  HttpReply post(HttpRequest request) {
    Form form = Form.of(request);
    Client client = clients.authenticate(request, form).client();
    if (form.get("request_uri").isPresent()) {
      // RFC 9126 §2.1.
      throw new OAuthReject(OAuth2Error.INVALID_REQUEST, "request_uri cannot be pushed");
    }
    Map<String, List<String>> parameters = new LinkedHashMap<>(form.fields());
    parameters.keySet().removeAll(OF_AUTHENTICATION);
    parameters.put("client_id", List.of(client.id()));
    authorize.requireGood(parameters);
    String name =
        pushed
            .push(client.id(), URLUtils.serializeParameters(parameters))
            .orElseThrow(
                () ->
                    new OAuthReject(
                        429,
                        OAuth2Error.TEMPORARILY_UNAVAILABLE,
                        "too many pushed requests of this client are waiting"));
    return HttpReply.json(
            201, Map.of("request_uri", name, "expires_in", PushedRequests.LIFE.toSeconds()))
        .noStore();
  }
}
