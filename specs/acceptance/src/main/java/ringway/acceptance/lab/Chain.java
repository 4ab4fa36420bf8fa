// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ringway.acceptance.actors.MediaPeer;
import ringway.acceptance.actors.Subscriber;
import ringway.acceptance.actors.Visitor;
import ringway.acceptance.actors.Wic;
import ringway.acceptance.peers.FreePort;
import ringway.agw.MediaConfig;
import ringway.agw.MediaFunction;
import ringway.epcscf.EpCscf;
import ringway.epcscf.EpCscfConfig;
import ringway.imscore.ImsCore;
import ringway.imscore.ImsCoreConfig;
import ringway.runtime.ladder.Actor;
import ringway.runtime.ladder.Ladder;
import ringway.waf.Waf;
import ringway.waf.WafConfig;
import ringway.waf.identity.PasswordHash;
import ringway.wwsf.Wwsf;
import ringway.wwsf.WwsfConfig;

/** Every function there is, joined as in an operator's network, and a lab core behind them. */
public final class Chain implements Stage {
  /** Password of every user. */
  public static final String PASSWORD = "correct horse battery";

  /** Secret of the WWSF at the WAF. */
  public static final String CLIENT_SECRET = "a secret of the acceptance flows";

  public static final String CLIENT = "wwsf";

  /** Another WWSF, whose tokens say nothing by themselves; same secret. */
  public static final String REFERENCE_CLIENT = "wwsf-reference";

  /** The eP-CSCF as the WAF knows it, which may look into tokens; same secret. */
  public static final String RESOURCE = "ep-cscf";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD_HASH = PasswordHash.of(PASSWORD).phc();

  private final Ladder ladder = new Ladder();
  private final Parts parts = new Parts();
  private final Map<String, Visitor> visitors = new HashMap<>();
  private final int phones = FreePort.next(); // UDP and TCP
  private final CorePages corePages = new CorePages(FreePort.next());
  private final int mediaManagement = FreePort.next();
  private final URI waf = URI.create("http://localhost:" + FreePort.next());
  private final URI wwsf = URI.create("http://localhost:" + FreePort.next());
  private final URI w2 = URI.create("ws://localhost:" + FreePort.next() + "/");
  private boolean carriesCalls;
  private boolean thirdPartyWaf;
  private Map<String, Object> coreWafs = Map.of();

  Chain() {
    ladder.add(Actor.EP_CSCF);
    parts.add(Waf.start(wafConfig()));
    parts.add(Wwsf.start(wwsfConfig()));
  }

  /** What a flow that only signs in has no need of. */
  private void startCalls() {
    if (carriesCalls) {
      return;
    }
    carriesCalls = true;
    MediaFunction media = parts.add(MediaFunction.start(mediaConfig()));
    ImsCore core = parts.add(ImsCore.start(coreConfig()));
    parts.add(EpCscf.start(epCscfConfig(core.port(), media.iqPort())));
  }

  private WafConfig wafConfig() {
    return new Settings("waf")
        .with("listen.port", waf.getPort())
        .with("management.port", 0)
        .with("store.url", "jdbc:h2:mem:")
        .with("issuer", waf.toString())
        .with("users", List.of(user(Subscriber.ALICE), user(Subscriber.BOB)))
        .with(
            "clients",
            List.of(
                wwsfClient(CLIENT, "jwt"),
                wwsfClient(REFERENCE_CLIENT, "reference"),
                Map.of("id", RESOURCE, "secret", secret(), "may-introspect", true)))
        .with(
            "events.receivers",
            List.of(
                Map.of("id", RESOURCE, "audience", "sip:" + Subscriber.DOMAIN, "secret", secret())))
        .bind(WafConfig.class);
  }

  /** Another WAF, whose listener speaks TLS; where it is. */
  public URI secureWaf() {
    URI issuer = URI.create("https://localhost:" + FreePort.next());
    parts.add(
        Waf.start(
            new Settings("waf")
                .with("listen.port", issuer.getPort())
                .with("listen.tls.mode", "self-signed")
                .with("management.port", 0)
                .with("store.url", "jdbc:h2:mem:")
                .with("issuer", issuer.toString())
                .bind(WafConfig.class)));
    return issuer;
  }

  /** Another WWSF, over TLS, whose web client is in this folder; where it is. */
  public URI secureWwsf(Path site) {
    URI secure = URI.create("https://localhost:" + FreePort.next());
    parts.add(
        Wwsf.start(
            new Settings("wwsf")
                .with("listen.port", secure.getPort())
                .with("listen.tls.mode", "self-signed")
                .with("management.port", 0)
                .with("public-address", secure.toString())
                .with("site", site.toString())
                .with("waf.issuer", waf.toString())
                .with("waf.client-secret", secret())
                .with("w2", w2.toString().replace("ws:", "wss:"))
                .bind(WwsfConfig.class)));
    return secure;
  }

  /**
   * Another WWSF and WAF, for people who do not sign in.
   *
   * @param wwsfKnown whether the WAF believes the certificate the WWSF shows
   */
  public GuestNetwork guests(int pairs, boolean wwsfKnown) {
    return parts.add(new GuestNetwork(pairs, wwsfKnown, PASSWORD_HASH, Map.of()));
  }

  /** Such a network with settings of its WWSF; secrets are texts here. */
  public GuestNetwork guests(Map<String, Object> wwsfSettings, Map<String, String> secrets) {
    Map<String, Object> settings = new HashMap<>(wwsfSettings);
    secrets.forEach((key, value) -> settings.put(key, secret(value)));
    return parts.add(new GuestNetwork(1, true, PASSWORD_HASH, settings));
  }

  private Map<String, Object> wwsfClient(String id, String tokenForm) {
    return Map.of(
        "id", id,
        "secret", secret(),
        "redirect-uris", List.of(wwsf + "/callback"),
        "scopes", List.of("openid", "ims.register"),
        "token-form", tokenForm);
  }

  private static Map<String, Object> user(Subscriber subscriber) {
    return Map.of(
        "name", subscriber.name(),
        "password-hash", PASSWORD_HASH,
        "impi", subscriber.impi(),
        "impus", subscriber.impus());
  }

  private String secret() {
    return secret(CLIENT_SECRET);
  }

  private String secret(String value) {
    try {
      Path file = Files.createTempFile("ringway-client", ".secret");
      parts.add(() -> Files.deleteIfExists(file));
      return "file:" + Files.writeString(file, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private MediaConfig mediaConfig() {
    return Gateway.freePorts(new Settings("media"), mediaManagement).bind(MediaConfig.class);
  }

  private WwsfConfig wwsfConfig() {
    return new Settings("wwsf")
        .with("listen.port", wwsf.getPort())
        .with("management.port", 0)
        .with("public-address", wwsf.toString())
        .with("waf.issuer", waf.toString())
        .with("waf.client-secret", secret())
        .with("w2", w2.toString())
        .bind(WwsfConfig.class);
  }

  /**
   * The WAF is not the operator's own, and this is what its core holds of WAFs (TS 33.203 X.4.2.3
   * step 6.2): before any page opens its connection.
   */
  public Chain withThirdPartyWaf(Map<String, Object> wafs) {
    if (carriesCalls) {
      throw new IllegalStateException("the functions run already");
    }
    thirdPartyWaf = true;
    coreWafs = wafs;
    return this;
  }

  private ImsCoreConfig coreConfig() {
    return new Settings("ims-core")
        .with("wafs", coreWafs)
        .with("port", 0)
        .with("phones.port", phones)
        .with("phones.answer-after", "50ms")
        .with("management.port", corePages.port())
        .bind(ImsCoreConfig.class);
  }

  private EpCscfConfig epCscfConfig(int core, int iq) {
    return new Settings("ep-cscf")
        .with("w2.port", w2.getPort())
        .with("w2.origins", List.of(wwsf.toString()))
        .with("mw.port", 0)
        .with("mw.entry-point", "sip:127.0.0.1:" + core)
        .with("media.functions", List.of("ws://127.0.0.1:" + iq + "/iq"))
        .with("management.port", 0)
        .with(
            "tokens.issuers",
            List.of(
                Map.of(
                    "issuer",
                    waf.toString(),
                    "jwks-uri",
                    waf + "/jwks",
                    "third-party",
                    thirdPartyWaf,
                    "claims",
                    Map.of("impi", "impi", "impus", "impus", "wwsf", "wwsf"),
                    "introspection",
                    Map.of("client-id", RESOURCE, "secret", secret()))))
        .with(
            "revocations.polls",
            List.of(Map.of("address", waf + "/events/poll", "secret", secret())))
        .bind(EpCscfConfig.class);
  }

  @Override
  public Ladder ladder() {
    return ladder;
  }

  public URI waf() {
    return waf;
  }

  public URI wwsf() {
    return wwsf;
  }

  public URI w2() {
    return w2;
  }

  public Metrics mediaMetrics() {
    return new Metrics(mediaManagement);
  }

  /** The browser of this user. */
  public Visitor visitor(Subscriber user) {
    return visitors.computeIfAbsent(user.name(), name -> parts.add(new Visitor(ladder, name, waf)));
  }

  /** Signs in as a browser does and asks for the access document. */
  public JsonNode access(Subscriber user) {
    visitor(user).signsIn(wwsf, user.name(), PASSWORD);
    HttpResponse<String> answer = visitor(user).gets(wwsf.resolve("/access"));
    if (answer.statusCode() != 200) {
      throw ladder.failure("no access document but " + answer.statusCode());
    }
    return json(answer);
  }

  /** The page opens its connection. */
  public Wic wic(Subscriber user, JsonNode access) {
    startCalls();
    return parts.add(
        Wic.connect(
            ladder, user, URI.create(access.get("w2").asText()), Optional.of(wwsf.toString())));
  }

  /** The media stack of that user's browser. */
  public MediaPeer browser(Subscriber user) {
    return parts.add(MediaPeer.open(ladder, user));
  }

  public static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A page of the lab core's management port. */
  public JsonNode coreReports(String page) {
    return corePages.reports(page);
  }

  /** The lab core ends or shortens registrations of its own accord. */
  public JsonNode coreDoes(String action) {
    return corePages.does(action);
  }

  @Override
  public void close() {
    try {
      if (carriesCalls) {
        corePages.record(ladder, peer -> !peer.endsWith(":" + phones));
      }
    } finally {
      parts.close();
    }
  }
}
