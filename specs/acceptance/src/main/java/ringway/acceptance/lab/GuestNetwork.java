// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import com.nimbusds.oauth2.sdk.util.X509CertificateUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.security.auth.x500.X500Principal;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.peers.FreePort;
import ringway.waf.Waf;
import ringway.waf.WafConfig;
import ringway.wwsf.Wwsf;
import ringway.wwsf.WwsfConfig;

/**
 * A WWSF that lends identities to people who have not signed in, and its WAF: each shows the other
 * a certificate (TS 33.203 X.4.1 REQ 3.0).
 */
public final class GuestNetwork implements AutoCloseable {
  public static final String POOL = "public";

  /** A client that may lend from no pool. */
  public static final String OTHER_WWSF = "other-wwsf";

  private static final String WWSF_NAME = "CN=wwsf";

  private final Parts parts = new Parts();
  private final Path directory;
  private final URI waf = URI.create("https://localhost:" + FreePort.next());
  private final URI wwsf = URI.create("http://localhost:" + FreePort.next());
  private final Map<String, String> trusted;
  private final LaterClock wafClock = new LaterClock();
  private final LaterClock wwsfClock = new LaterClock();

  /**
   * @param pairs in the pool
   * @param wwsfKnown whether the WAF believes the certificate the WWSF shows
   * @param more settings of the WWSF
   */
  GuestNetwork(int pairs, boolean wwsfKnown, String passwordHash, Map<String, Object> more) {
    try {
      directory = Files.createTempDirectory("ringway-guests");
      Map<String, String> wafFiles = certificate("waf", "CN=localhost");
      Map<String, String> known = certificate("wwsf", WWSF_NAME);
      Map<String, String> shown = wwsfKnown ? known : certificate("stranger", WWSF_NAME);
      trusted = Map.of("trusted-ca", wafFiles.get("certificate"));
      parts.add(Waf.start(wafConfig(pairs, wafFiles, known, passwordHash), wafClock));
      parts.add(Wwsf.start(wwsfConfig(shown, more), wwsfClock));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate cannot be made", e);
    }
  }

  public URI waf() {
    return waf;
  }

  public URI wwsf() {
    return wwsf;
  }

  /** Time goes by at the WAF, and only there. */
  public void wafGoesOn(Duration by) {
    wafClock.advance(by);
  }

  /** The same at the WWSF; back, when it is less than nothing. */
  public void wwsfGoesOn(Duration by) {
    wwsfClock.advance(by);
  }

  private WafConfig wafConfig(
      int pairs, Map<String, String> own, Map<String, String> wwsfs, String passwordHash) {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (int i = 1; i <= pairs; i++) {
      String name = "guest" + i + "@" + Subscriber.DOMAIN;
      entries.add(Map.of("impi", name, "impus", List.of("sip:" + name)));
    }
    return new Settings("waf")
        .with("listen.port", waf.getPort())
        .with("listen.tls.mode", "files")
        .with("listen.tls.certificate", own.get("certificate"))
        .with("listen.tls.key", own.get("key"))
        .with("management.port", 0)
        .with("issuer", waf.toString())
        .with("store.url", "jdbc:h2:mem:" + UUID.randomUUID())
        .with("oauth.client-certificates.trusted-ca", wwsfs.get("certificate"))
        .with("login.session-life", "1h")
        .with("pools.entries", List.of(Map.of("name", POOL, "pairs", entries)))
        .with(
            "users",
            List.of(
                Map.of(
                    "name", Subscriber.ALICE.name(),
                    "password-hash", passwordHash,
                    "impi", Subscriber.ALICE.impi(),
                    "impus", Subscriber.ALICE.impus())))
        .with(
            "clients",
            List.of(
                Map.of(
                    "id", Chain.CLIENT,
                    "tls-client-auth", Map.of("subject-dn", WWSF_NAME),
                    "redirect-uris", List.of(wwsf + "/callback"),
                    "post-logout-redirect-uris", List.of(wwsf + "/"),
                    "scopes", List.of("openid", "ims.register"),
                    "pools", List.of(POOL)),
                Map.of(
                    "id",
                    OTHER_WWSF,
                    "secret",
                    secret(),
                    "redirect-uris",
                    List.of("http://localhost/callback"),
                    "scopes",
                    List.of("ims.register"),
                    "may-introspect",
                    true)))
        .bind(WafConfig.class);
  }

  private String secret() {
    try {
      return "file:"
          + Files.writeString(directory.resolve("other-wwsf.secret"), Chain.CLIENT_SECRET);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private WwsfConfig wwsfConfig(Map<String, String> shown, Map<String, Object> more) {
    Settings settings = new Settings("wwsf");
    more.forEach(settings::with);
    return settings
        .with("listen.port", wwsf.getPort())
        .with("management.port", 0)
        .with("public-address", wwsf.toString())
        .with("waf.issuer", waf.toString())
        .with("waf.tls.certificate", shown.get("certificate"))
        .with("waf.tls.key", shown.get("key"))
        .with("waf.tls.trusted-ca", trusted.get("trusted-ca"))
        .with("pool.name", POOL)
        .with("pool.anonymous", true)
        .bind(WwsfConfig.class);
  }

  /** PEM files of a key and its certificate, signed by itself. */
  private Map<String, String> certificate(String file, String name)
      throws GeneralSecurityException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    X500Principal subject = new X500Principal(name);
    Instant now = Instant.now();
    try {
      byte[] certificate =
          X509CertificateUtils.generate(
                  subject,
                  subject,
                  Date.from(now.minus(Duration.ofHours(1))),
                  Date.from(now.plus(Duration.ofHours(1))),
                  keys.getPublic(),
                  keys.getPrivate())
              .getEncoded();
      return Map.of(
          "certificate", pem(file + ".crt", "CERTIFICATE", certificate),
          "key", pem(file + ".key", "PRIVATE KEY", keys.getPrivate().getEncoded()));
    } catch (org.bouncycastle.operator.OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private String pem(String file, String kind, byte[] content) throws IOException {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return Files.writeString(
            directory.resolve(file),
            "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(kind, body))
        .toString();
  }

  @Override
  public void close() {
    parts.close();
  }
}
