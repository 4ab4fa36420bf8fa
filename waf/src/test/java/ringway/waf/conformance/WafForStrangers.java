// SPDX-License-Identifier: Apache-2.0
package ringway.waf.conformance;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
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

/** A WAF set up from a settings file, as an operator does it, for clients of any make. */
final class WafForStrangers implements AutoCloseable {
  private static final String SECRET = "a-secret-only-for-tests";
  private static final String PASSWORD = "correct horse & \"quotes\"";
  private static final String REDIRECT_URI = "https://phone.example.net/callback";

  private final Waf waf;
  private final String issuer;
  private final ECKey clientKey;

  private WafForStrangers(Waf waf, String issuer, ECKey clientKey) {
    this.waf = waf;
    this.issuer = issuer;
    this.clientKey = clientKey;
  }

  /**
   * @param folder for its settings
   */
  static WafForStrangers start(Path folder) throws IOException, JOSEException {
    String issuer = "http://localhost:" + freePort();
    ECKey clientKey = new ECKeyGenerator(Curve.P_256).keyID("wwsf-key-1").generate();
    Path secret = Files.writeString(folder.resolve("wwsf.secret"), SECRET);
    Path file = Files.writeString(folder.resolve("waf.yaml"), settings(issuer, secret));
    Waf waf =
        Waf.start(
            ConfigSource.read(Optional.of(file), Set.of("waf"), Map.of())
                .section("waf", WafConfig.class));
    return new WafForStrangers(waf, issuer, clientKey);
  }

  private static String settings(String issuer, Path secret) {
    return """
    waf:
      listen: {port: %s}
      management: {port: 0}
      issuer: "%s"
      users:
        - name: alice
          password-hash: "%s"
          impi: alice@ims.example.net
          impus: ["sip:alice@ims.example.net", "tel:+15550101"]
      clients:
        - id: wwsf
          secret: "file:%s"
          redirect-uris: ["%s"]
          scopes: [openid, ims.register]
    """
        .formatted(
            issuer.substring(issuer.lastIndexOf(':') + 1),
            issuer,
            PasswordHash.of(PASSWORD).phc(),
            secret,
            REDIRECT_URI);
  }

  /** What the scripts have to know. */
  Map<String, Object> setting() {
    return Map.of(
        "issuer", issuer,
        "redirectUri", REDIRECT_URI,
        "secret", SECRET,
        "user", "alice",
        "password", PASSWORD,
        "clientKey", clientKey.toJSONObject());
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
  }
}
