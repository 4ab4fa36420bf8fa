// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf.oauth;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the WAF's endpoints are and which keys it signs with (RFC 8414). Thread-safe. */
final class Discovery {
  private static final Logger log = LoggerFactory.getLogger(Discovery.class);
  private static final Duration FRESH = Duration.ofMinutes(10);

  /** One reading of the metadata, with the check of ID tokens made from it. */
  record Provider(
      URI authorize,
      URI token,
      URI jwks,
      Optional<URI> par,
      Optional<URI> revocation,
      Optional<URI> endSession,
      boolean namesItself,
      IdTokenCheck idTokens,
      Instant readAt) {}

  private final WafAccess access;
  private final WafHttp http;
  private final Clock clock;
  private volatile Optional<Provider> known = Optional.empty(); // replaced as a whole

  Discovery(WafAccess access, WafHttp http, Clock clock) {
    this.access = access;
    this.http = http;
    this.clock = clock;
  }

  /** Read at first need, so that WAF and WWSF may start in any order. */
  Provider provider() throws WafFailure.Unavailable {
    Optional<Provider> before = known;
    if (before.isPresent() && clock.instant().isBefore(before.get().readAt().plus(FRESH))) {
      return before.get();
    }
    try {
      Provider provider = read(before);
      known = Optional.of(provider);
      return provider;
    } catch (WafFailure.Unavailable e) {
      if (before.isEmpty()) {
        throw e;
      }
      log.warn(
          "metadata of the WAF not renewed issuer={} reason={}", access.issuer(), e.toString());
      return before.get();
    }
  }

  private Provider read(Optional<Provider> before) throws WafFailure.Unavailable {
    URI address = URI.create(access.issuer() + "/.well-known/openid-configuration");
    try {
      HTTPResponse response = http.get(address);
      response.ensureStatusCode(200);
      OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(response.getBodyAsJSONObject());
      // RFC 8414 §3.3: byte for byte, or another server could pass as the WAF.
      if (!metadata.getIssuer().getValue().equals(access.issuer().toString())) {
        throw new WafFailure.Unavailable(address + " names another issuer than the configured one");
      }
      if (metadata.getAuthorizationEndpointURI() == null
          || metadata.getTokenEndpointURI() == null) {
        throw new WafFailure.Unavailable(address + " names no authorization or token endpoint");
      }
      return new Provider(
          metadata.getAuthorizationEndpointURI(),
          metadata.getTokenEndpointURI(),
          metadata.getJWKSetURI(),
          Optional.ofNullable(metadata.getPushedAuthorizationRequestEndpointURI()),
          Optional.ofNullable(metadata.getRevocationEndpointURI()),
          Optional.ofNullable(metadata.getEndSessionEndpointURI()),
          metadata.supportsAuthorizationResponseIssuerParam(),
          idTokens(metadata.getJWKSetURI(), before),
          clock.instant());
    } catch (IOException e) {
      throw new WafFailure.Unavailable(address + " does not answer", e);
    } catch (ParseException e) {
      throw new WafFailure.Unavailable(address + " is not the metadata of an OpenID provider", e);
    }
  }

  /** Kept as long as the keys stay at the same address, so that they are not fetched again. */
  private IdTokenCheck idTokens(URI jwks, Optional<Provider> before) throws MalformedURLException {
    if (before.isPresent() && before.get().jwks().equals(jwks)) {
      return before.get().idTokens();
    }
    JWKSource<SecurityContext> keys =
        JWKSourceBuilder.create(jwks.toURL(), http).retrying(true).outageTolerant(true).build();
    return new IdTokenCheck(new Issuer(access.issuer()), new ClientID(access.clientId()), keys);
  }
}
