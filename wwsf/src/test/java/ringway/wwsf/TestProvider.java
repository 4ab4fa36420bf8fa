// SPDX-License-Identifier: Apache-2.0
package ringway.wwsf;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.http.Router;

/**
 * An OpenID provider that does what a test says. It shows no login page: the test reads the
 * authorization request off the redirect and goes back with {@link #CODE} by itself.
 */
final class TestProvider implements AutoCloseable {
  static final String CODE = "the-code";
  static final String SECRET = "a-secret-only-for-tests";

  final List<String> revoked = new CopyOnWriteArrayList<>();

  /** Who has which pair just now. */
  final Map<String, String> holders = new ConcurrentHashMap<>();

  volatile int pairs = 2;
  private final AtomicInteger leases = new AtomicInteger();
  private final AtomicInteger lentTokens = new AtomicInteger();

  /** Of the key that signs the client's assertions, once it proves itself so. */
  volatile Optional<ECKey> clientKey = Optional.empty();

  final AtomicInteger refreshes = new AtomicInteger();
  volatile boolean broken;
  volatile Optional<HttpReply> tokenAnswer = Optional.empty();
  volatile UnaryOperator<JWTClaimsSet.Builder> claims = UnaryOperator.identity();
  volatile UnaryOperator<Map<String, Object>> answer = UnaryOperator.identity();
  volatile UnaryOperator<Map<String, Object>> metadata = UnaryOperator.identity();
  private volatile Map<String, String> request = Map.of();
  private volatile String goodRefreshToken = "none yet";
  private final Set<String> assertions = ConcurrentHashMap.newKeySet();
  private volatile ECKey signing = key("first");
  private volatile ECKey published = signing;
  private final Clock clock;
  private final HttpListener listener;

  TestProvider(Clock clock) {
    this.clock = clock;
    listener =
        HttpListener.start(
            "provider",
            ListenerConfig.loopback(0),
            new Router()
                .get("/.well-known/openid-configuration", _ -> unlessBroken(this::metadata))
                .get("/jwks", _ -> unlessBroken(this::jwks))
                .post("/token", this::token)
                .post("/par", this::par)
                .post("/revoke", this::revoke)
                .post("/pool/lend", http -> pool("lend", http))
                .post("/pool/renew", http -> pool("renew", http))
                .post("/pool/return", http -> pool("return", http)));
  }

  /** Announces what the WAF has beyond any OpenID provider. */
  void asTheWaf() {
    metadata =
        document -> {
          document.put("pushed_authorization_request_endpoint", issuer() + "/par");
          document.put("revocation_endpoint", issuer() + "/revoke");
          document.put("end_session_endpoint", issuer() + "/logout");
          return document;
        };
  }

  private HttpReply par(HttpRequest http) {
    if (broken || !authenticated(http)) {
      return HttpReply.json(broken ? 500 : 401, Map.of("error", "invalid_client"));
    }
    Map<String, String> pushed = new LinkedHashMap<>();
    URLUtils.parseParameters(http.bodyText())
        .forEach((name, values) -> pushed.put(name, values.getFirst()));
    request = pushed;
    return HttpReply.json(201, Map.of("request_uri", "urn:pushed:1", "expires_in", 60));
  }

  private HttpReply revoke(HttpRequest http) {
    if (broken) {
      return HttpReply.text(503, "later");
    }
    if (!authenticated(http)) {
      return HttpReply.json(401, Map.of("error", "invalid_client"));
    }
    revoked.add(field(URLUtils.parseParameters(http.bodyText()), "token"));
    return HttpReply.of(200);
  }

  private HttpReply pool(String verb, HttpRequest http) {
    if (broken || !authenticated(http)) {
      return HttpReply.json(broken ? 500 : 401, Map.of("error", "invalid_client"));
    }
    Map<String, List<String>> form = URLUtils.parseParameters(http.bodyText());
    return switch (verb) {
      case "lend" -> lend(form);
      case "renew" -> renew(form);
      default -> {
        String lease = field(form, "lease");
        yield holders.remove(lease) == null
            ? HttpReply.json(400, Map.of("error", "invalid_grant"))
            : HttpReply.json(200, Map.of("lease", lease));
      }
    };
  }

  private synchronized HttpReply lend(Map<String, List<String>> form) {
    if (holders.size() >= pairs) {
      return HttpReply.json(503, Map.of("error", "no_identity")).with("Retry-After", "77");
    }
    int number = leases.incrementAndGet();
    holders.put("lease-" + number, field(form, "holder"));
    return lease("lease-" + number, form);
  }

  private HttpReply renew(Map<String, List<String>> form) {
    return holders.containsKey(field(form, "lease"))
        ? lease(field(form, "lease"), form)
        : HttpReply.json(400, Map.of("error", "invalid_grant"));
  }

  private HttpReply lease(String lease, Map<String, List<String>> form) {
    String pair = lease.replace("lease-", "guest");
    return HttpReply.json(
        200,
        Map.of(
            "access_token",
            "lent-" + lentTokens.incrementAndGet(),
            "expires_in",
            600,
            "lease",
            lease,
            "pool",
            field(form, "pool"),
            "impi",
            pair + "@ims.example.net",
            "impus",
            List.of("sip:" + pair + "@ims.example.net"),
            "until",
            clock.instant().plusSeconds(Long.parseLong(field(form, "duration"))).toString()));
  }

  String issuer() {
    return "http://localhost:" + listener.port();
  }

  /** The authorization request whose code will be exchanged. */
  void authorized(Map<String, String> parameters) {
    request = parameters;
  }

  /** The authorization request that was pushed last. */
  Map<String, String> pushed() {
    return request;
  }

  /** Signs with a key that is published as well. */
  void rotateKey() {
    signing = key("second");
    published = signing;
  }

  /** Signs with a key nobody published, under the name of the published one. */
  void signWithForeignKey() {
    signing = key(published.getKeyID());
  }

  private HttpReply unlessBroken(Supplier<HttpReply> reply) {
    return broken ? HttpReply.text(500, "<html>internal error</html>") : reply.get();
  }

  private HttpReply metadata() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("issuer", issuer());
    document.put("authorization_endpoint", issuer() + "/authorize");
    document.put("token_endpoint", issuer() + "/token");
    document.put("jwks_uri", issuer() + "/jwks");
    document.put("response_types_supported", List.of("code"));
    document.put("subject_types_supported", List.of("public"));
    document.put("id_token_signing_alg_values_supported", List.of("ES256"));
    document.put("authorization_response_iss_parameter_supported", true);
    return HttpReply.json(200, metadata.apply(document));
  }

  private HttpReply jwks() {
    return HttpReply.json(200, new JWKSet(published).toJSONObject(true));
  }

  private HttpReply token(HttpRequest http) throws GeneralSecurityException, JOSEException {
    if (broken) {
      return HttpReply.text(500, "<html>internal error</html>");
    }
    if (tokenAnswer.isPresent()) {
      return tokenAnswer.get();
    }
    if (!authenticated(http)) {
      return HttpReply.json(401, Map.of("error", "invalid_client"));
    }
    Map<String, List<String>> form = URLUtils.parseParameters(http.bodyText());
    boolean refresh = field(form, "grant_type").equals("refresh_token");
    boolean good = refresh ? goodRefresh(form) : goodCode(form);
    if (!good) {
      return HttpReply.json(400, Map.of("error", "invalid_grant"));
    }
    return HttpReply.json(200, tokens(refresh));
  }

  private boolean authenticated(HttpRequest http) {
    if (clientKey.isPresent()) {
      return asserted(URLUtils.parseParameters(http.bodyText()), clientKey.get());
    }
    String basic =
        Base64.getEncoder().encodeToString(("wwsf:" + SECRET).getBytes(StandardCharsets.UTF_8));
    return http.header("Authorization").equals(Optional.of("Basic " + basic));
  }

  private boolean asserted(Map<String, List<String>> form, ECKey key) {
    try {
      SignedJWT assertion = SignedJWT.parse(field(form, "client_assertion"));
      return assertion.verify(new ECDSAVerifier(key))
          && assertion.getJWTClaimsSet().getSubject().equals("wwsf")
          && assertion.getJWTClaimsSet().getAudience().contains(issuer())
          && assertions.add(assertion.getJWTClaimsSet().getJWTID());
    } catch (ParseException | JOSEException _) {
      return false;
    }
  }

  private boolean goodCode(Map<String, List<String>> form) throws GeneralSecurityException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(field(form, "code_verifier").getBytes(StandardCharsets.US_ASCII));
    String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    return field(form, "code").equals(CODE)
        && challenge.equals(request.get("code_challenge"))
        && field(form, "redirect_uri").equals(request.get("redirect_uri"));
  }

  /** As the WAF: each refresh token is good once. */
  private synchronized boolean goodRefresh(Map<String, List<String>> form) {
    boolean good = field(form, "refresh_token").equals(goodRefreshToken);
    goodRefreshToken = "spent";
    refreshes.incrementAndGet();
    return good;
  }

  private Map<String, Object> tokens(boolean refresh) throws JOSEException {
    Instant now = clock.instant();
    goodRefreshToken = "refresh-" + refreshes.get();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("access_token", "access-" + refreshes.get());
    body.put("token_type", "Bearer");
    body.put("expires_in", 600);
    body.put("refresh_token", goodRefreshToken);
    JWTClaimsSet.Builder builder =
        new JWTClaimsSet.Builder()
            .issuer(issuer())
            .audience("wwsf")
            .subject("alice")
            .issueTime(Date.from(Instant.now()))
            .expirationTime(Date.from(now.plusSeconds(300)))
            .claim("impi", "alice@ims.example.net")
            .claim("impus", List.of("sip:alice@ims.example.net", "tel:+15550101"));
    if (!refresh) {
      builder.claim("nonce", request.get("nonce"));
    }
    SignedJWT idToken =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(signing.getKeyID()).build(),
            claims.apply(builder).build());
    idToken.sign(new ECDSASigner(signing));
    body.put("id_token", idToken.serialize());
    return answer.apply(body);
  }

  private static String field(Map<String, List<String>> form, String name) {
    return form.getOrDefault(name, List.of("")).getFirst();
  }

  private static ECKey key(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    listener.close();
  }
}
