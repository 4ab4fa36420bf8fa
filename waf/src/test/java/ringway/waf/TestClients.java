// SPDX-License-Identifier: Apache-2.0
package ringway.waf;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import ringway.runtime.config.Secret;
import ringway.waf.oauth.CertificateName;
import ringway.waf.oauth.Client;
import ringway.waf.oauth.ClientCredential;
import ringway.waf.oauth.TokenForm;

/** Clients of every kind, and what they prove themselves with. */
final class TestClients {
  static final ECKey KEY = key("k1");
  static final ECKey STRANGE_KEY = key("k1");
  static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private TestClients() {}

  static ECKey key(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static ClientCredential secret() {
    return ClientCredential.SecretHash.of(Secret.of(RunningWaf.SECRET));
  }

  static ClientCredential inlineKeys() {
    return new ClientCredential.InlineKeys(new JWKSet(KEY).toString(true));
  }

  static ClientCredential certificate(String subject, boolean bind) {
    return new ClientCredential.Certificate(
        new CertificateName(CertificateName.Kind.SUBJECT_DN, subject), bind);
  }

  static Client of(String id, ClientCredential credential) {
    return of(id, credential, TokenForm.JWT, false, false);
  }

  static Client of(
      String id,
      ClientCredential credential,
      TokenForm form,
      boolean introspect,
      boolean exchange) {
    return new Client(
        id,
        credential,
        List.of(),
        List.of(RunningWaf.CALLBACK),
        List.of(),
        List.of("openid", "ims.register", "pool"),
        List.of(),
        form,
        introspect,
        exchange);
  }

  static SignedJWT signed(ECKey key, String type, Map<String, Object> claims) {
    JWTClaimsSet.Builder builder = new JWTClaimsSet.Builder();
    claims.forEach(builder::claim);
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType(type))
                .keyID(key.getKeyID())
                .build(),
            builder.build());
    try {
      jwt.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
    return jwt;
  }

  /** Claims of a good assertion of a client, to be changed by the test. */
  static Map<String, Object> assertionClaims(String client, String audience, Instant now) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", client);
    claims.put("sub", client);
    claims.put("aud", audience);
    claims.put("exp", Date.from(now.plusSeconds(60)));
    claims.put("jti", UUID.randomUUID().toString());
    return claims;
  }

  static Map<String, String> withAssertion(Map<String, String> fields, String assertion) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("client_assertion_type", ASSERTION_TYPE);
    all.put("client_assertion", assertion);
    return all;
  }

  /** Publishes the public half of {@link #KEY} on a free port. */
  static HttpServer publishKeys() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      byte[] body = new JWKSet(KEY).toString(true).getBytes(StandardCharsets.UTF_8);
      server.createContext(
          "/jwks",
          exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/jwk-set+json");
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
              out.write(body);
            }
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static URI jwksOf(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks");
  }
}
