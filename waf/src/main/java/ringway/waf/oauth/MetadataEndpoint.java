// SPDX-License-Identifier: Apache-2.0
package ringway.waf.oauth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.net.URI;
import java.util.List;
import java.util.Map;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** What this server can do, for discovery (RFC 8414, OpenID Connect Discovery). */
public final class MetadataEndpoint {
  private final Map<String, Object> document;

  public MetadataEndpoint(URI issuer, JWSAlgorithm algorithm) {
    OIDCProviderMetadata metadata =
        new OIDCProviderMetadata(
            new Issuer(issuer), List.of(SubjectType.PUBLIC), URI.create(issuer + "/jwks"));
    metadata.setAuthorizationEndpointURI(URI.create(issuer + "/authorize"));
    metadata.setTokenEndpointURI(URI.create(issuer + "/token"));
    metadata.setResponseTypes(List.of(ResponseType.CODE));
    metadata.setResponseModes(List.of(ResponseMode.QUERY));
    metadata.setGrantTypes(List.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN));
    metadata.setScopes(new Scope(TokenMint.OPENID, TokenMint.IMS_REGISTER));
    metadata.setCodeChallengeMethods(List.of(CodeChallengeMethod.S256));
    metadata.setTokenEndpointAuthMethods(List.of(ClientAuthenticationMethod.CLIENT_SECRET_BASIC));
    metadata.setIDTokenJWSAlgs(List.of(algorithm));
    metadata.setClaims(List.of("sub", "impi", "impus", "auth_time", "nonce"));
    metadata.setSupportsAuthorizationResponseIssuerParam(true); // RFC 9207 §3
    metadata.setSupportsRequestURIParam(false);
    document = metadata.toJSONObject();
  }

  public HttpReply get(HttpRequest request) {
    return HttpReply.json(200, document).with("Cache-Control", "public, max-age=300");
  }
}
