// SPDX-License-Identifier: Apache-2.0
package ringway.waf.upstream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One OpenID provider, found by discovery when it is first needed. */
final class UpstreamProvider implements AutoCloseable {
  private static final Duration METADATA_LIFE = Duration.ofHours(1);
  private static final int SKEW_SECONDS = 60;
  private static final long KEYS_MILLIS = Duration.ofMinutes(15).toMillis();
  private static final long KEYS_OUTAGE_MILLIS = Duration.ofHours(4).toMillis();

  /** No HMAC and no `none`: only the holder of a private key may say who signed in. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  /** What discovery said, and the keys it pointed to. */
  private record Discovered(
      OIDCProviderMetadata metadata, JWKSource<SecurityContext> keys, Instant until) {}

  /** What the provider says of the user, from a token that was checked. */
  record Account(String subject, Optional<Instant> signedInAt, Map<String, Object> claims) {}

  private final UpstreamConfig config;
  private final URI callback;
  private final Clock clock;
  private final UpstreamHttp http;
  private volatile @Nullable Discovered discovered;

  /**
   * @param callback where the provider sends the browser back to
   */
  UpstreamProvider(UpstreamConfig config, URI callback, Clock clock) {
    this.config = config;
    this.callback = callback;
    this.clock = clock;
    http = new UpstreamHttp(config.timeout().orElse(UpstreamConfig.DEFAULT_TIMEOUT));
  }

  UpstreamConfig config() {
    return config;
  }

  /**
   * Where the browser has to go to sign in there.
   *
   * @param more parameters, such as prompt
   */
  URI authorization(String state, String nonce, String challenge, Map<String, String> more)
      throws UpstreamFailure {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("response_type", "code");
    parameters.put("client_id", config.clientId());
    parameters.put("redirect_uri", callback.toString());
    parameters.put("scope", String.join(" ", config.scopes().orElse(List.of("openid"))));
    parameters.put("state", state);
    parameters.put("nonce", nonce);
    parameters.put("code_challenge", challenge);
    parameters.put("code_challenge_method", "S256");
    parameters.putAll(more);
    URI endpoint = metadata().getAuthorizationEndpointURI();
    String query = endpoint.getRawQuery() == null ? "" : endpoint.getRawQuery() + "&";
    String bare = endpoint.toString().split("[?#]", 2)[0];
    return URI.create(bare + "?" + query + serialize(parameters));
  }

  /** RFC 9207 §2.4: an answer that names its issuer must name this one. */
  boolean isFromHere(Optional<String> issuer) throws UpstreamFailure {
    return issuer.isPresent()
        ? issuer.get().equals(config.issuer().toString())
        : !metadata().supportsAuthorizationResponseIssuerParam();
  }

  /** Exchanges the code and checks the ID token (OpenID Connect Core §3.1.3.7). */
  Account account(String code, String verifier, String nonce, Optional<Duration> maxAge)
      throws UpstreamFailure {
    OIDCTokens tokens = exchange(code, verifier);
    IDTokenClaimsSet claims = validate(tokens.getIDToken(), nonce);
    // OpenID Connect Core §3.1.3.7 steps 4 and 5; the library looks at azp only in some cases.
    String party =
        claims.getAuthorizedParty() == null ? "" : claims.getAuthorizedParty().getValue();
    if (!party.equals(config.clientId()) && (!party.isEmpty() || claims.getAudience().size() > 1)) {
      throw untrusted("the ID token was made for another client", null);
    }
    Optional<Instant> signedInAt =
        Optional.ofNullable(claims.getAuthenticationTime()).map(java.util.Date::toInstant);
    if (maxAge.isPresent()
        && signedInAt
            .filter(at -> !at.plus(maxAge.get()).plusSeconds(SKEW_SECONDS).isBefore(Instant.now()))
            .isEmpty()) {
      throw untrusted("the user signed in there longer ago than max_age, or nobody knows", null);
    }
    Map<String, Object> known = new HashMap<>(claims.toJSONObject());
    addUserInfo(known, tokens);
    return new Account(claims.getSubject().getValue(), signedInAt, known);
  }

  private OIDCTokens exchange(String code, String verifier) throws UpstreamFailure {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", callback.toString());
    form.put("code_verifier", verifier);
    OIDCProviderMetadata metadata = metadata();
    Optional<String> basic = Optional.empty();
    if (postsSecret(metadata)) {
      form.put("client_id", config.clientId());
      form.put("client_secret", config.secret().reveal());
    } else {
      basic =
          Optional.of(
              new ClientSecretBasic(
                      new ClientID(config.clientId()), new Secret(config.secret().reveal()))
                  .toHTTPAuthorizationHeader());
    }
    String answer = http.post(metadata.getTokenEndpointURI(), serialize(form), basic);
    try {
      OIDCTokens tokens = OIDCTokenResponse.parse(JSONObjectUtils.parse(answer)).getOIDCTokens();
      if (tokens.getIDToken() == null) {
        throw untrusted("the token answer holds no ID token", null);
      }
      return tokens;
    } catch (ParseException e) {
      throw untrusted("the token answer cannot be read", e);
    }
  }

  private IDTokenClaimsSet validate(JWT token, String nonce) throws UpstreamFailure {
    IDTokenValidator validator =
        new IDTokenValidator(
            new Issuer(config.issuer()),
            new ClientID(config.clientId()),
            new JWSVerificationKeySelector<>(ALGORITHMS, discover().keys()),
            null);
    validator.setMaxClockSkew(SKEW_SECONDS);
    try {
      return validator.validate(token, new Nonce(nonce));
    } catch (BadJOSEException | JOSEException e) {
      throw untrusted("the ID token is refused: " + e.getMessage(), e);
    }
  }

  /** Claims the ID token leaves out, when one of them is needed (OpenID Connect Core §5.3). */
  private void addUserInfo(Map<String, Object> known, OIDCTokens tokens) throws UpstreamFailure {
    Set<String> needed =
        switch (config.accounts()) {
          case LINKED -> Set.of();
          case CLAIM -> Set.of(config.claim().orElseThrow());
          case IDENTITIES -> Set.of("impi", "impus");
        };
    URI endpoint = metadata().getUserInfoEndpointURI();
    if (endpoint == null || known.keySet().containsAll(needed)) {
      return;
    }
    try {
      Map<String, Object> said =
          JSONObjectUtils.parse(
              http.get(
                  endpoint, Optional.of(tokens.getBearerAccessToken().toAuthorizationHeader())));
      if (!known.get("sub").equals(said.get("sub"))) {
        throw untrusted("the userinfo answer is about somebody else", null);
      }
      said.forEach(known::putIfAbsent);
    } catch (ParseException e) {
      throw untrusted("the userinfo answer cannot be read", e);
    }
  }

  private OIDCProviderMetadata metadata() throws UpstreamFailure {
    return discover().metadata();
  }

  /** Kept for an hour; a failure is not kept, so that the provider is used again once it is up. */
  private Discovered discover() throws UpstreamFailure {
    Discovered known = discovered;
    if (known != null && clock.instant().isBefore(known.until())) {
      return known;
    }
    String base = config.issuer().toString().replaceFirst("/$", "");
    String document =
        http.get(URI.create(base + "/.well-known/openid-configuration"), Optional.empty());
    try {
      OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(document);
      // OpenID Connect Discovery §4.3: else one provider could speak for another.
      if (!metadata.getIssuer().getValue().equals(config.issuer().toString())) {
        throw untrusted("discovery names another issuer", null);
      }
      requireSafe(metadata.getAuthorizationEndpointURI());
      requireSafe(metadata.getTokenEndpointURI());
      requireSafe(metadata.getJWKSetURI());
      Discovered fresh =
          new Discovered(metadata, keys(metadata), clock.instant().plus(METADATA_LIFE));
      discovered = fresh;
      return fresh;
    } catch (ParseException e) {
      throw untrusted("the discovery document cannot be read", e);
    }
  }

  private JWKSource<SecurityContext> keys(OIDCProviderMetadata metadata) throws UpstreamFailure {
    try {
      return JWKSourceBuilder.create(metadata.getJWKSetURI().toURL(), this::retrieve)
          .cache(KEYS_MILLIS, http.timeout().toMillis())
          .refreshAheadCache(false)
          .rateLimited(true)
          .outageTolerant(KEYS_OUTAGE_MILLIS)
          .build();
    } catch (MalformedURLException e) {
      throw untrusted("the address of the keys cannot be used", e);
    }
  }

  private Resource retrieve(java.net.URL url) throws IOException {
    try {
      return new Resource(http.get(url.toURI(), Optional.empty()), "application/json");
    } catch (UpstreamFailure | URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static boolean postsSecret(OIDCProviderMetadata metadata) {
    List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
    return methods != null
        && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
        && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
  }

  private static void requireSafe(@Nullable URI address) throws UpstreamFailure {
    if (address == null || !UpstreamConfig.isSafe(address)) {
      throw untrusted("discovery names an address that is not https", null);
    }
  }

  private static String serialize(Map<String, String> parameters) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    parameters.forEach((name, value) -> lists.put(name, List.of(value)));
    return URLUtils.serializeParameters(lists);
  }

  private static UpstreamFailure untrusted(String message, @Nullable Exception cause) {
    return new UpstreamFailure(UpstreamFailure.Kind.UNTRUSTED, message, cause);
  }

  @Override
  public void close() {
    http.close();
  }
}
