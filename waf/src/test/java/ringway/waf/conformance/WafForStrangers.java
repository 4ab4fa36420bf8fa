// SPDX-License-Identifier: Apache-2.0
package ringway.waf.conformance;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ringway.runtime.config.ConfigSource;
import ringway.waf.Waf;
import ringway.waf.WafConfig;
import ringway.waf.identity.PasswordHash;

/**
 * A WAF set up from a settings file, as an operator does it, for clients of any make, and a second
 * one in the part of another provider.
 */
final class WafForStrangers implements AutoCloseable {
  private static final String SECRET = "a-secret-only-for-tests";
  private static final String PASSWORD = "correct horse & \"quotes\"";
  private static final String REDIRECT_URI = "https://phone.example.net/callback";
  private static final String LOGGED_OUT_URI = "https://phone.example.net/goodbye";
  private static final String PASSWORD_HASH = PasswordHash.of(PASSWORD).phc();

  private final Waf waf;
  private final Waf upstream;
  private final Map<String, Object> setting;

  private WafForStrangers(Waf waf, Waf upstream, Map<String, Object> setting) {
    this.waf = waf;
    this.upstream = upstream;
    this.setting = setting;
  }

  /**
   * @param folder for its settings
   */
  static WafForStrangers start(Path folder) throws IOException, JOSEException {
    String issuer = "http://localhost:" + freePort();
    // Another host: cookies do not tell ports apart.
    String upstreamIssuer = "http://127.0.0.1:" + freePort();
    ECKey clientKey = new ECKeyGenerator(Curve.P_256).keyID("wwsf-key-1").generate();
    Path secret = Files.writeString(folder.resolve("client.secret"), SECRET);
    Waf upstream =
        start(
            folder.resolve("upstream.yaml"),
            common(upstreamIssuer) + upstreamClients(secret, issuer));
    Waf waf =
        start(
            folder.resolve("waf.yaml"),
            common(issuer) + clients(secret, clientKey) + logins(secret, upstreamIssuer));
    return new WafForStrangers(
        waf,
        upstream,
        Map.of(
            "issuer", issuer,
            "upstream", upstreamIssuer,
            "redirectUri", REDIRECT_URI,
            "loggedOutUri", LOGGED_OUT_URI,
            "secret", SECRET,
            "user", "alice",
            "password", PASSWORD,
            "clientKey", clientKey.toJSONObject()));
  }

  private static Waf start(Path file, String settings) throws IOException {
    Files.writeString(file, "waf:\n" + settings.indent(2));
    return Waf.start(
        ConfigSource.read(Optional.of(file), Set.of("waf"), Map.of())
            .section("waf", WafConfig.class));
  }

  private static String common(String issuer) {
    return """
    listen: {port: %s}
    management: {port: 0}
    store: {url: "jdbc:h2:mem:"}
    issuer: "%s"
    users:
      - name: alice
        password-hash: "%s"
        impi: alice@ims.example.net
        impus: ["sip:alice@ims.example.net", "tel:+15550101"]
    """
        .formatted(issuer.substring(issuer.lastIndexOf(':') + 1), issuer, PASSWORD_HASH);
  }

  private static String clients(Path secret, ECKey key) {
    return """
    clients:
      - id: wwsf
        secret: "file:%1$s"
        redirect-uris: ["%2$s"]
        post-logout-redirect-uris: ["%4$s"]
        scopes: [openid, ims.register, subscriptions]
        may-exchange: true
      - id: wwsf-reference
        secret: "file:%1$s"
        redirect-uris: ["%2$s"]
        scopes: [openid, ims.register]
        token-form: reference
      - id: wwsf-key
        jwks: '%3$s'
        redirect-uris: ["%2$s"]
        scopes: [openid, ims.register]
      - id: ep-cscf
        secret: "file:%1$s"
        may-introspect: true
    """
        .formatted(secret, REDIRECT_URI, new JWKSet(key), LOGGED_OUT_URI);
  }

  private static String logins(Path secret, String upstream) {
    return """
    login:
      session-life: 1h
    upstreams:
      - id: second
        name: The other provider
        issuer: "%1$s"
        client-id: ringway
        secret: "file:%2$s"
        accounts: claim
        claim: sub
    oauth:
      trusted-issuers:
        - issuer: "%1$s"
          jwks-uri: "%1$s/jwks"
          audiences: [phone]
    """
        .formatted(upstream, secret);
  }

  private static String upstreamClients(Path secret, String waf) {
    return """
    clients:
      - id: ringway
        secret: "file:%1$s"
        redirect-uris: ["%2$s/upstream/second/callback"]
        scopes: [openid]
      - id: phone
        secret: "file:%1$s"
        redirect-uris: ["%3$s"]
        scopes: [openid, ims.register]
    """
        .formatted(secret, waf, REDIRECT_URI);
  }

  /** What the scripts have to know. */
  Map<String, Object> setting() {
    return setting;
  }

  /** The issuer has to be known before the WAF listens, so port 0 cannot be left to it. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    waf.close();
    upstream.close();
  }
}
