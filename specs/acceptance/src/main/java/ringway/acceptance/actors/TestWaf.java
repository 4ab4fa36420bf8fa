// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.actors;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import ringway.runtime.ladder.Actor;
import ringway.runtime.ladder.Ladder;

/** A WAF that signs whatever a flow needs: its keys and metadata over HTTP, its tokens by hand. */
public final class TestWaf implements AutoCloseable {
  public static final String AUDIENCE = "sip:" + Subscriber.DOMAIN;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Ladder ladder;
  private final Map<String, String> references = new ConcurrentHashMap<>();
  private volatile ECKey key = newKey("test-1");
  private volatile boolean away;

  private TestWaf(HttpServer server, Ladder ladder) {
    this.server = server;
    this.ladder = ladder;
  }

  public static TestWaf start(Ladder ladder) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      TestWaf waf = new TestWaf(server, ladder);
      server.createContext("/", waf::serve);
      server.setExecutor(waf.threads);
      server.start();
      return waf;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A P-256 key for ES256. */
  public static ECKey newKey(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  public String issuer() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  public String jwksUri() {
    return issuer() + "/jwks";
  }

  /** What its tokens are verified with. */
  public String publicKeyPem() {
    try {
      return "-----BEGIN PUBLIC KEY-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(key.toECPublicKey().getEncoded())
          + "\n-----END PUBLIC KEY-----\n";
    } catch (JOSEException e) {
      throw new IllegalStateException("a key of P-256 is one of the JDK's", e);
    }
  }

  /** A token for this user, valid unless the draft is told otherwise. */
  public TokenDraft token(Subscriber user) {
    return new TokenDraft(key, issuer(), user);
  }

  /** A token that says nothing by itself, standing for what the draft says. */
  public String reference(TokenDraft draft) {
    String token = UUID.randomUUID().toString();
    references.put(token, draft.activeAsJson());
    return token;
  }

  /** From now on only the new key signs and is published. */
  public void changesKeyTo(String id) {
    key = newKey(id);
  }

  /** Answers 503 to everything, or serves again. */
  public void goesAway(boolean gone) {
    away = gone;
  }

  private String introspected(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    return references.getOrDefault(
        form.replaceFirst("(?s).*\\btoken=([^&]*).*", "$1"), "{\"active\":false}");
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String asked = exchange.getRequestMethod() + " " + path;
    ladder.record(Actor.EP_CSCF, Actor.WAF, asked, asked);
    String body =
        switch (path) {
          case "/jwks" -> new JWKSet(key.toPublicJWK()).toString();
          case "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration" ->
              "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\",\"introspection_endpoint\":\"%s/introspect\"}"
                  .formatted(issuer(), jwksUri(), issuer());
          case "/introspect" -> introspected(exchange);
          default -> "";
        };
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    int status = away ? 503 : body.isEmpty() ? 404 : 200;
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    ladder.record(Actor.WAF, Actor.EP_CSCF, status + " " + path, body);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
