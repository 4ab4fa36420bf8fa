// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** An OpenID provider that signs everybody in at once, and does one thing wrong when told to. */
final class MockProvider implements AutoCloseable {
  enum Fault {
    NONE,
    WRONG_NONCE,
    NO_NONCE,
    WRONG_AUDIENCE,
    SEVERAL_AUDIENCES_WITHOUT_AZP,
    WRONG_AZP,
    EXPIRED,
    NOT_SIGNED,
    SIGNED_WITH_THE_CLIENT_SECRET,
    SIGNED_WITH_ANOTHER_KEY,
    WRONG_ISSUER,
    NO_ID_TOKEN,
    USERINFO_ABOUT_SOMEBODY_ELSE,
    DISCOVERY_OF_ANOTHER_ISSUER,
    KEYS_ON_PLAIN_HTTP,
    NO_SENSE,
    TOO_LONG,
    TOKEN_REFUSED,
    SLOW
  }

  static final String CLIENT = "ringway";
  static final String SECRET = "a secret of 32 characters or more!";

  private final HttpServer server;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ECKey key;
  private final ECKey otherKey;
  private volatile Map<String, String> asked = Map.of();
  volatile Fault fault = Fault.NONE;
  volatile boolean announcesIssuer;

  /** Claims of the ID token. */
  volatile Map<String, Object> claims = Map.of("email", "bob", "email_verified", true);

  /** Claims userinfo adds. */
  volatile Map<String, Object> userInfo = Map.of();

  final String issuer;

  MockProvider() {
    try {
      key = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
      otherKey = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException | JOSEException e) {
      throw new AssertionError(e);
    }
    issuer = "http://127.0.0.1:" + server.getAddress().getPort() + "/tenant";
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/tenant/.well-known/openid-configuration", this::discovery);
    server.createContext("/keys", it -> answer(it, new JWKSet(key).toJSONObject(true)));
    server.createContext("/token", this::token);
    server.createContext(
        "/userinfo",
        it -> {
          Map<String, Object> said = new HashMap<>(userInfo);
          said.put("sub", fault == Fault.USERINFO_ABOUT_SOMEBODY_ELSE ? "mallory" : "subject-1");
          answer(it, said);
        });
    server.start();
  }

  /** What a browser sent to {@code location} brings back to the callback. */
  Map<String, String> signIn(URI location) {
    Map<String, String> parameters = new HashMap<>();
    URLUtils.parseParameters(location.getRawQuery())
        .forEach((name, values) -> parameters.put(name, values.getFirst()));
    asked = parameters;
    Map<String, String> back = new HashMap<>();
    back.put("code", "the code");
    back.put("state", parameters.get("state"));
    if (announcesIssuer) {
      back.put("iss", issuer);
    }
    return back;
  }

  Map<String, String> asked() {
    return asked;
  }

  private void discovery(HttpExchange exchange) throws IOException {
    String base = issuer.replace("/tenant", "");
    Map<String, Object> document = new HashMap<>();
    document.put("issuer", fault == Fault.DISCOVERY_OF_ANOTHER_ISSUER ? base + "/other" : issuer);
    document.put("authorization_endpoint", base + "/authorize?tenant=1");
    document.put("token_endpoint", base + "/token");
    document.put("userinfo_endpoint", base + "/userinfo");
    document.put(
        "jwks_uri",
        fault == Fault.KEYS_ON_PLAIN_HTTP ? "http://keys.example.net/keys" : base + "/keys");
    document.put("response_types_supported", List.of("code"));
    document.put("subject_types_supported", List.of("public"));
    document.put("id_token_signing_alg_values_supported", List.of("ES256"));
    document.put("authorization_response_iss_parameter_supported", announcesIssuer);
    answer(exchange, document);
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, List<String>> form =
        URLUtils.parseParameters(
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String challenge =
        CodeChallenge.compute(
                CodeChallengeMethod.S256, new CodeVerifier(form.get("code_verifier").getFirst()))
            .getValue();
    boolean good =
        challenge.equals(asked.get("code_challenge"))
            && form.get("code").equals(List.of("the code"))
            && form.get("redirect_uri").equals(List.of(asked.get("redirect_uri")))
            && exchange.getRequestHeaders().getFirst("Authorization") != null;
    if (fault == Fault.SLOW) {
      await();
    }
    if (!good || fault == Fault.TOKEN_REFUSED) {
      exchange.sendResponseHeaders(400, -1);
      exchange.close();
      return;
    }
    Map<String, Object> body = new HashMap<>();
    body.put("access_token", "upstream-access-token");
    body.put("token_type", "Bearer");
    if (fault != Fault.NO_ID_TOKEN) {
      body.put("id_token", idToken().serialize());
    }
    if (fault == Fault.TOO_LONG) {
      body.put("padding", "x".repeat(1024 * 1024));
    }
    answer(exchange, fault == Fault.NO_SENSE ? Map.of("hello", "world") : body);
  }

  private JWT idToken() {
    Instant now = Instant.now();
    JWTClaimsSet.Builder token =
        new JWTClaimsSet.Builder()
            .issuer(fault == Fault.WRONG_ISSUER ? "https://evil.example" : issuer)
            .subject("subject-1")
            .audience(audience())
            .issueTime(Date.from(now.minusSeconds(600)))
            .expirationTime(Date.from(now.plusSeconds(fault == Fault.EXPIRED ? -120 : 300)));
    claims.forEach(token::claim);
    if (fault == Fault.WRONG_AZP) {
      token.claim("azp", "somebody else");
    }
    if (fault != Fault.NO_NONCE) {
      token.claim("nonce", fault == Fault.WRONG_NONCE ? "another" : asked.get("nonce"));
    }
    try {
      return switch (fault) {
        case NOT_SIGNED -> new PlainJWT(token.build());
        case SIGNED_WITH_THE_CLIENT_SECRET -> {
          SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), token.build());
          jwt.sign(new MACSigner(SECRET));
          yield jwt;
        }
        default -> {
          JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k").build();
          SignedJWT jwt = new SignedJWT(header, token.build());
          jwt.sign(new ECDSASigner(fault == Fault.SIGNED_WITH_ANOTHER_KEY ? otherKey : key));
          yield jwt;
        }
      };
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> audience() {
    return switch (fault) {
      case WRONG_AUDIENCE -> List.of("somebody else");
      case SEVERAL_AUDIENCES_WITHOUT_AZP -> List.of(CLIENT, "somebody else");
      default -> List.of(CLIENT);
    };
  }

  private void await() {
    try {
      closing.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, Map<String, ?> body) throws IOException {
    byte[] bytes =
        JSONObjectUtils.toJSONString(new HashMap<>(body)).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
  }
}
