// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.acceptance.actors.ScriptedCore;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.peers.FreePort;
import ringway.imscore.auth.DigestAlgorithm;
import ringway.imscore.auth.DigestAnswer;
import ringway.runtime.ladder.Ladder;
import ringway.waf.Waf;
import ringway.waf.WafConfig;
import ringway.waf.identity.PasswordHash;

/** A real eP-CSCF with single sign-on at a real WAF, before a scripted core. */
public final class SsoLab implements Stage {
  /** Password of every user. */
  public static final String PASSWORD = "correct horse battery";

  /** Secret of the eP-CSCF at the WAF. */
  public static final String CLIENT_SECRET = "a secret of the acceptance flows";

  private static final String CLIENT = "ep-cscf";
  private static final String PASSWORD_HASH = PasswordHash.of(PASSWORD).phc();

  private final Ladder ladder = new Ladder();
  private final Parts parts = new Parts();
  private final ScriptedCore core = parts.add(ScriptedCore.start(ladder));
  private final URI issuer = URI.create("http://localhost:" + FreePort.next());
  private final Waf waf = parts.add(Waf.start(wafConfig()));
  private final Settings settings = new Settings("ep-cscf");
  private boolean secure = true;
  private Optional<Gateway> gateway = Optional.empty();

  private WafConfig wafConfig() {
    return new Settings("waf")
        .with("listen.port", issuer.getPort())
        .with("management.port", 0)
        .with("issuer", issuer.toString())
        .with("store.url", "jdbc:h2:mem:")
        .with("users", List.of(user(Subscriber.ALICE), user(Subscriber.BOB)))
        .with(
            "clients",
            List.of(
                Map.of(
                    "id", CLIENT,
                    "secret", secret(CLIENT_SECRET),
                    "scopes", List.of("ims.register"))))
        .with("digest.clients", List.of(CLIENT))
        .with(
            "digest.users",
            List.of(
                hash(Subscriber.ALICE, DigestAlgorithm.SHA_256, "sha-256"),
                hash(Subscriber.BOB, DigestAlgorithm.SHA_256, "sha-256"),
                hash(Subscriber.BOB, DigestAlgorithm.MD5, "md5")))
        .bind(WafConfig.class);
  }

  private static Map<String, Object> user(Subscriber subscriber) {
    return Map.of(
        "name", subscriber.name(),
        "password-hash", PASSWORD_HASH,
        "impi", subscriber.impi(),
        "impus", subscriber.impus());
  }

  private Map<String, Object> hash(Subscriber user, DigestAlgorithm algorithm, String key) {
    String ha1 =
        DigestAnswer.of(
                algorithm, user.name(), Subscriber.DOMAIN, PASSWORD.getBytes(UTF_8), "", "", "")
            .ha1();
    return Map.of("name", user.name(), "algorithm", key, "ha1", secret(ha1));
  }

  private String secret(String value) {
    try {
      Path file = Files.createTempFile("ringway-sso", ".secret");
      parts.add(() -> Files.deleteIfExists(file));
      return "file:" + Files.writeString(file, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A setting of the eP-CSCF, before anything has made it start. */
  public SsoLab with(String key, Object value) {
    settings.with(key, value);
    return this;
  }

  /** W2 in clear. */
  public SsoLab withoutTls() {
    secure = false;
    return this;
  }

  private Gateway running() {
    if (gateway.isEmpty()) {
      if (secure) {
        settings.with("w2.tls.mode", "self-signed");
      }
      settings
          .with("registration.reg-event", false)
          .with("sso.verify", issuer + "/digest/verify")
          .with("sso.client-id", CLIENT)
          .with("sso.client-secret", secret(CLIENT_SECRET));
      gateway =
          Optional.of(
              Gateway.start(
                  parts,
                  settings,
                  new Settings("media"),
                  "sip:127.0.0.1:" + core.port(),
                  Map.of(
                      "issuer",
                      issuer.toString(),
                      "jwks-uri",
                      issuer + "/jwks",
                      "third-party",
                      false,
                      "claims",
                      Map.of("impi", "impi", "impus", "impus", "wwsf", "wwsf"))));
    }
    return gateway.get();
  }

  /** Where the WAF is. */
  public URI waf() {
    return issuer;
  }

  public void wafStops() {
    waf.close();
  }

  public ScriptedCore core() {
    return core;
  }

  /** An open connection, nothing sent. */
  public Wic wic(Subscriber user) {
    return parts.add(Wic.connect(ladder, user, running().w2(), Optional.empty()));
  }

  @Override
  public Ladder ladder() {
    return ladder;
  }

  @Override
  public void close() {
    parts.close();
  }
}
