// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.http.Router;

/** A WAF's published documents on a real HTTP port, and tokens such a WAF would issue. */
final class FakeWaf implements AutoCloseable {
  final AtomicInteger keyFetches = new AtomicInteger();
  volatile HttpReply metadata = HttpReply.of(404);
  volatile HttpReply openIdMetadata = HttpReply.of(404);
  volatile boolean down;
  final Queue<HttpRequest> questions = new ConcurrentLinkedQueue<>();
  volatile Function<String, HttpReply> introspection =
      _ -> HttpReply.json(200, Map.of("active", false));
  volatile UnaryOperator<HttpReply> jwksFault = UnaryOperator.identity();

  private final HttpListener listener;
  private final Clock clock;
  private volatile List<JWK> keys;

  FakeWaf(Clock clock, JWK... keys) {
    this.clock = clock;
    this.keys = List.of(keys);
    listener =
        HttpListener.start(
            "fake-waf",
            ListenerConfig.loopback(0),
            new Router()
                .get("/jwks", _ -> closing(jwks()))
                .get("/.well-known/oauth-authorization-server", _ -> closing(metadata))
                .post("/introspect", request -> closing(introspected(request)))
                .get("/.well-known/openid-configuration", _ -> closing(openIdMetadata)));
    metadata = metadataOf(issuer());
  }

  /** Jetty takes a second to stop while a client keeps its connection. */
  private static HttpReply closing(HttpReply reply) {
    return reply.with("Connection", "close");
  }

  private HttpReply jwks() {
    keyFetches.incrementAndGet();
    if (down) {
      return HttpReply.of(503);
    }
    return jwksFault.apply(HttpReply.json(200, new JWKSet(keys).toPublicJWKSet().toJSONObject()));
  }

  private HttpReply introspected(HttpRequest request) {
    questions.add(request);
    return down ? HttpReply.of(503) : introspection.apply(request.bodyText());
  }

  HttpReply metadataOf(String issuer) {
    return HttpReply.json(
        200,
        Map.of(
            "issuer",
            issuer,
            "jwks_uri",
            issuer() + "/jwks",
            "introspection_endpoint",
            issuer() + "/introspect"));
  }

  /** What the WAF says of an active reference token. */
  HttpReply active(UnaryOperator<JWTClaimsSet.Builder> change) {
    Map<String, Object> said = new HashMap<>(change.apply(claims()).build().toJSONObject());
    said.put("active", true);
    return HttpReply.json(200, said);
  }

  String issuer() {
    return "http://127.0.0.1:" + listener.port();
  }

  void rotate(JWK... next) {
    keys = List.of(next);
  }

  static ECKey ecKey(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static RSAKey rsaKey(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** What a good token states; tests change one thing. */
  JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(issuer())
        .audience("sip:ims.example.net")
        .subject("alice")
        .claim("client_id", "portal")
        .claim("scope", "openid ims.register")
        .claim("impi", "alice@ims.example.net")
        .claim("impus", List.of("sip:alice@ims.example.net", "tel:+15550101"))
        .claim("wwsf", "portal")
        .issueTime(Date.from(clock.instant()))
        .expirationTime(Date.from(clock.instant().plus(Duration.ofMinutes(10))))
        .jwtID("t-1");
  }

  static JWSHeader.Builder header(JWK key) {
    JWSAlgorithm algorithm = key instanceof ECKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
    return new JWSHeader.Builder(algorithm)
        .type(new JOSEObjectType("at+jwt"))
        .keyID(key.getKeyID());
  }

  String token(JWK key) {
    return sign(key, header(key).build(), claims().build());
  }

  static String sign(JWK key, JWSHeader header, JWTClaimsSet claims) {
    try {
      JWSSigner signer =
          key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner((RSAKey) key);
      SignedJWT jwt = new SignedJWT(header, claims);
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static RevokedTokens noRevocations(Clock clock) {
    return new RevokedTokens(
        new RevocationConfig("aud", Duration.ofHours(1), 10, Optional.empty(), List.of()), clock);
  }

  @Override
  public void close() {
    listener.close();
  }
}
