// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one WAF what a token stands for (RFC 7662). Thread-safe; blocks for the answer. */
final class Introspection {
  private static final Logger log = LoggerFactory.getLogger(Introspection.class);
  private static final Duration ASSERTION_LIFE = Duration.ofSeconds(60);

  private final TokenConfig.Issuer issuer;
  private final IntrospectionConfig config;
  private final WafDocuments documents;
  private final Optional<JWK> key;
  private final Clock clock;

  /** Found through the metadata; forgotten when the WAF does not answer there. */
  private volatile Optional<URI> endpoint;

  Introspection(
      TokenConfig.Issuer issuer, IntrospectionConfig config, Duration fetchLimit, Clock clock) {
    this.issuer = issuer;
    this.config = config;
    this.documents = new WafDocuments(fetchLimit, config.tls().map(PrivateKeys::tls));
    this.key = config.key().map(secret -> PrivateKeys.jwk("introspection.key", secret));
    this.clock = clock;
    this.endpoint = config.uri();
  }

  TokenConfig.Issuer issuer() {
    return issuer;
  }

  /** What the WAF says of an active token; empty when it is not active, for whatever reason. */
  Optional<Map<String, Object>> ask(String token) throws WafUnreachable {
    try {
      URI uri =
          endpoint.isPresent()
              ? endpoint.get()
              : documents.published(issuer.issuer(), "introspection_endpoint");
      endpoint = Optional.of(uri);
      return read(documents.send(question(uri, token)));
    } catch (IOException | ParseException e) {
      endpoint = config.uri();
      log.warn("token not introspected issuer={} cause={}", issuer.issuer(), e.getMessage());
      throw new WafUnreachable(issuer.issuer() + " cannot be asked about a token");
    }
  }

  private static Optional<Map<String, Object>> read(HttpResponse<String> answer)
      throws IOException, ParseException {
    if (answer.statusCode() != 200) {
      // 401 and 403 too: they say that our credentials are wrong, and nothing about the token.
      throw new IOException(answer.uri() + " answers " + answer.statusCode());
    }
    Map<String, Object> said = JSONObjectUtils.parse(answer.body());
    if (!(said.get("active") instanceof Boolean active)) {
      throw new IOException(answer.uri() + " does not say whether the token is active");
    }
    return active ? Optional.of(said) : Optional.empty();
  }

  private HttpRequest question(URI uri, String token) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("token", token);
    form.put("token_type_hint", "access_token");
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "application/json");
    if (config.secret().isPresent()) {
      request.header("Authorization", basic(config.secret().get().reveal()));
    } else {
      form.put("client_id", config.clientId());
    }
    key.ifPresent(
        own -> {
          form.put(
              "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
          form.put("client_assertion", assertion(own));
        });
    return request
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(encoded(form)))
        .build();
  }

  /** RFC 6749 §2.3.1: both parts are form-encoded first. */
  private String basic(String secret) {
    String pair = form(config.clientId()) + ":" + form(secret);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private String assertion(JWK own) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(config.clientId())
            .subject(config.clientId())
            .audience(issuer.issuer())
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(clock.instant()))
            .expirationTime(Date.from(clock.instant().plus(ASSERTION_LIFE)))
            .build();
    boolean ec = own instanceof ECKey;
    JWSHeader header =
        new JWSHeader.Builder(ec ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256)
            .keyID(own.getKeyID())
            .build();
    try {
      JWSSigner signer = ec ? new ECDSASigner((ECKey) own) : new RSASSASigner((RSAKey) own);
      SignedJWT jwt = new SignedJWT(header, claims);
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("introspection.key signs neither ES256 nor RS256", e);
    }
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field -> field.getKey() + "=" + form(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String form(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
