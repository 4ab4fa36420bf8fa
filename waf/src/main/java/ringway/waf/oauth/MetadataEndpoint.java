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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** What this server can do, for discovery (RFC 8414, OpenID Connect Discovery). */
final class MetadataEndpoint {
  private final Map<String, Object> document;

  /**
   * @param certificates whether clients can authenticate by certificate
   * @param exchange whether there is an issuer whose tokens can be exchanged
   */
  MetadataEndpoint(URI issuer, JWSAlgorithm algorithm, boolean certificates, boolean exchange) {
    OIDCProviderMetadata metadata =
        new OIDCProviderMetadata(
            new Issuer(issuer), List.of(SubjectType.PUBLIC), URI.create(issuer + "/jwks"));
    metadata.setAuthorizationEndpointURI(URI.create(issuer + "/authorize"));
    metadata.setTokenEndpointURI(URI.create(issuer + "/token"));
    metadata.setPushedAuthorizationRequestEndpointURI(URI.create(issuer + "/par"));
    metadata.setIntrospectionEndpointURI(URI.create(issuer + "/introspect"));
    metadata.setRevocationEndpointURI(URI.create(issuer + "/revoke"));
    metadata.setUserInfoEndpointURI(URI.create(issuer + "/userinfo"));
    metadata.setEndSessionEndpointURI(URI.create(issuer + "/logout"));
    metadata.setResponseTypes(List.of(ResponseType.CODE));
    metadata.setResponseModes(List.of(ResponseMode.QUERY));
    metadata.setGrantTypes(grants(exchange));
    metadata.setScopes(new Scope(TokenMint.OPENID, TokenMint.IMS_REGISTER));
    metadata.setCodeChallengeMethods(List.of(CodeChallengeMethod.S256));
    setClientAuthentication(metadata, certificates);
    metadata.setIDTokenJWSAlgs(List.of(algorithm));
    metadata.setClaims(List.of("sub", "impi", "impus", "subscriptions", "auth_time", "nonce"));
    metadata.setSupportsAuthorizationResponseIssuerParam(true); // RFC 9207 §3
    metadata.setSupportsRequestParam(false);
    // Only names that /par gives out are taken (RFC 9126 §5 does not count them here).
    metadata.setSupportsRequestURIParam(false);
    document = metadata.toJSONObject();
  }

  private static List<GrantType> grants(boolean exchange) {
    List<GrantType> always =
        List.of(
            GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.CLIENT_CREDENTIALS);
    return exchange
        ? Stream.concat(always.stream(), Stream.of(GrantType.TOKEN_EXCHANGE)).toList()
        : always;
  }

  private static void setClientAuthentication(OIDCProviderMetadata metadata, boolean certificates) {
    List<ClientAuthenticationMethod> methods = new ArrayList<>();
    methods.add(ClientAuthenticationMethod.PRIVATE_KEY_JWT);
    if (certificates) {
      methods.add(ClientAuthenticationMethod.TLS_CLIENT_AUTH);
    }
    methods.add(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
    List<JWSAlgorithm> algorithms = List.copyOf(ForeignJwt.ALGORITHMS);
    metadata.setTokenEndpointAuthMethods(methods);
    metadata.setTokenEndpointJWSAlgs(algorithms);
    metadata.setIntrospectionEndpointAuthMethods(methods);
    metadata.setIntrospectionEndpointJWSAlgs(algorithms);
    metadata.setRevocationEndpointAuthMethods(methods);
    metadata.setRevocationEndpointJWSAlgs(algorithms);
    metadata.setSupportsTLSClientCertificateBoundAccessTokens(certificates); // RFC 8705 §3.3
  }

  HttpReply get(HttpRequest request) {
    return HttpReply.json(200, document).with("Cache-Control", "public, max-age=300");
  }
}
