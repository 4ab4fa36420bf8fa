// SPDX-License-Identifier: Apache-2.0
package ringway.waf.conformance;

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
import ringway.waf.TestCertificates;
import ringway.waf.Waf;
import ringway.waf.WafConfig;
import ringway.waf.identity.PasswordHash;

/**
 * A WAF set up from a settings file, as an operator does it, for clients of any make, a second one
 * in the part of another provider, and a third that speaks TLS.
 */
final class WafForStrangers implements AutoCloseable {
  private static final String SECRET = "a-secret-only-for-tests";
  private static final String PASSWORD = "correct horse & \"quotes\"";
  private static final String REDIRECT_URI = "https://phone.example.net/callback";
  private static final String LOGGED_OUT_URI = "https://phone.example.net/goodbye";
  private static final String PASSWORD_HASH = PasswordHash.of(PASSWORD).phc();

  private final Waf waf;
  private final Waf upstream;
  private final Waf secure;
  private final Map<String, Object> setting;

  private WafForStrangers(Waf waf, Waf upstream, Waf secure, Map<String, Object> setting) {
    this.waf = waf;
    this.upstream = upstream;
    this.secure = secure;
    this.setting = setting;
  }

  /**
   * @param folder for its settings
   */
  static WafForStrangers start(Path folder) throws Exception {
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
    String secureIssuer = "https://localhost:" + freePort();
    TestCertificates server = TestCertificates.selfSigned("CN=localhost");
    TestCertificates client = TestCertificates.selfSigned("CN=wwsf,O=Example");
    Waf secure =
        start(
            folder.resolve("secure.yaml"),
            common(secureIssuer, tls(folder, server)) + certificateClients(folder, client));
    return new WafForStrangers(
        waf,
        upstream,
        secure,
        Map.ofEntries(
            Map.entry("issuer", issuer),
            Map.entry("upstream", upstreamIssuer),
            Map.entry("redirectUri", REDIRECT_URI),
            Map.entry("loggedOutUri", LOGGED_OUT_URI),
            Map.entry("secret", SECRET),
            Map.entry("user", "alice"),
            Map.entry("password", PASSWORD),
            Map.entry("clientKey", clientKey.toJSONObject()),
            Map.entry("secureIssuer", secureIssuer),
            Map.entry("authority", server.certificatePem()),
            Map.entry("certificate", shown(client)),
            Map.entry(
                "otherCertificate", shown(TestCertificates.selfSigned("CN=wwsf,O=Example")))));
  }

  private static Map<String, Object> shown(TestCertificates certificate) {
    return Map.of("cert", certificate.certificatePem(), "key", certificate.keyPem());
  }

  private static String tls(Path folder, TestCertificates server) throws IOException {
    return ", tls: {mode: files, certificate: \"%s\", key: \"%s\"}"
        .formatted(
            Files.writeString(folder.resolve("server.crt"), server.certificatePem()),
            Files.writeString(folder.resolve("server.key"), server.keyPem()));
  }

  private static String certificateClients(Path folder, TestCertificates client)
      throws IOException {
    return """
    oauth:
      client-certificates: {trusted-ca: "%1$s"}
    clients:
      - id: wwsf-certificate
        tls-client-auth: {subject-dn: "CN=wwsf,O=Example", bind-tokens: true}
        redirect-uris: ["%2$s"]
        scopes: [openid, ims.register, subscriptions]
        may-introspect: true
    """
        .formatted(
            Files.writeString(folder.resolve("client.crt"), client.certificatePem()), REDIRECT_URI);
  }

  private static Waf start(Path file, String settings) throws IOException {
    Files.writeString(file, "waf:\n" + settings.indent(2));
    return Waf.start(
        ConfigSource.read(Optional.of(file), Set.of("waf"), Map.of())
            .section("waf", WafConfig.class));
  }

  private static String common(String issuer) {
    return common(issuer, "");
  }

  private static String common(String issuer, String tls) {
    return """
    listen: {port: %s%s}
    management: {port: 0}
    store: {url: "jdbc:h2:mem:"}
    issuer: "%s"
    users:
      - name: alice
        password-hash: "%s"
        impi: alice@ims.example.net
        impus: ["sip:alice@ims.example.net", "tel:+15550101"]
    """
        .formatted(issuer.substring(issuer.lastIndexOf(':') + 1), tls, issuer, PASSWORD_HASH);
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
    secure.close();
  }
}
