// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringway.runtime.config.Secret;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.http.Router;

/** Revocations as they come from a WAF, pushed and polled over real HTTP. */
final class SecurityEventsTest {
  private static final ECKey KEY = FakeWaf.ecKey("k1");
  private static final String SECRET = "the-secret-of-the-events";
  private static final String AUDIENCE = "sip:ims.example.net";
  private static final String REVOKED =
      "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
  private static final String CHANGED =
      "https://schemas.openid.net/secevent/caep/event-type/token-claims-change";

  private final MovingClock clock = new MovingClock();
  private final FakeWaf waf = new FakeWaf(clock, KEY);
  private final RevocationConfig config =
      new RevocationConfig(
          AUDIENCE, Duration.ofHours(1), 100, Optional.of(Secret.of(SECRET)), List.of());
  private final RevokedTokens revoked = new RevokedTokens(config, clock);
  private final TokenVerifier verifier =
      TokenVerifier.create(
          TokenSettings.of(
              Duration.ofSeconds(60),
              100,
              TokenSettings.issuer(
                  waf.issuer(), Optional.of(URI.create(waf.issuer() + "/jwks")), false)),
          revoked,
          new SimpleMeterRegistry(),
          clock);
  private final List<AccessIdentity> registered = new CopyOnWriteArrayList<>();
  private final List<AccessIdentity> ended = new CopyOnWriteArrayList<>();
  private final SecurityEvents events =
      new SecurityEvents(
          config,
          verifier,
          revoked,
          (concerned, _) -> registered.stream().filter(concerned).forEach(ended::add),
          clock);
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable part : open.reversed()) {
      part.close();
    }
    waf.close();
  }

  private String token() {
    return FakeWaf.sign(KEY, FakeWaf.header(KEY).build(), waf.claims().claim("sid", "s-1").build());
  }

  private JWTClaimsSet.Builder event(String jti, String type, Map<String, Object> subject) {
    return new JWTClaimsSet.Builder()
        .issuer(waf.issuer())
        .audience(AUDIENCE)
        .jwtID(jti)
        .issueTime(Date.from(clock.instant()))
        .claim("sub_id", subject)
        .claim("events", Map.of(type, Map.of("event_timestamp", clock.instant().getEpochSecond())));
  }

  private JWTClaimsSet.Builder tokenEvent() {
    return event("e-1", REVOKED, Map.of("format", "jwt_id", "iss", waf.issuer(), "jti", "t-1"));
  }

  private static Map<String, Object> complex(String member, String id) {
    return Map.of("format", "complex", member, Map.of("format", "opaque", "id", id));
  }

  private static String signed(ECKey key, String type, JWTClaimsSet claims) {
    return FakeWaf.sign(key, FakeWaf.header(key).type(new JOSEObjectType(type)).build(), claims);
  }

  private static String signed(JWTClaimsSet.Builder claims) {
    return signed(KEY, "secevent+jwt", claims.build());
  }

  private void assertRevoked(String token) {
    assertThatThrownBy(() -> verifier.verify(token))
        .isInstanceOf(TokenRejected.class)
        .hasMessageContaining("revoked")
        .extracting(e -> ((TokenRejected) e).errorCode())
        .isEqualTo("invalid_token");
  }

  @Test
  void aRevokedTokenIsRefusedThoughItWasRememberedAndItsRegistrationEnds() throws Exception {
    AccessIdentity identity = verifier.verify(token());
    registered.add(identity);

    events.accept(signed(tokenEvent()));

    assertRevoked(token());
    assertThat(ended).containsExactly(identity);
  }

  @Test
  void aRevokedSessionEndsAllItsTokensAndNoOther() throws Exception {
    events.accept(signed(event("e-1", REVOKED, complex("session", "s-1"))));

    assertRevoked(token());
    assertThat(verifier.verify(waf.token(KEY)).jti()).isEqualTo("t-1");
  }

  @Test
  void aRevokedSubscriptionEndsTokensIssuedSoFarOnly() throws Exception {
    events.accept(signed(event("e-1", CHANGED, complex("user", "alice@ims.example.net"))));
    assertRevoked(token());

    clock.advance(Duration.ofSeconds(1));

    assertThat(verifier.verify(token()).session()).isEqualTo("s-1");
  }

  @Test
  void anEventThatComesTwiceCountsOnce() throws Exception {
    registered.add(verifier.verify(token()));
    String event = signed(tokenEvent());

    events.accept(event);
    events.accept(event);

    assertThat(ended).hasSize(1);
    assertRevoked(token());
  }

  @Test
  void revocationsAreForgottenOnceTheirTokensHaveEnded() throws Exception {
    events.accept(signed(tokenEvent()));
    clock.advance(Duration.ofHours(1).plusSeconds(1));

    assertThat(verifier.verify(token()).jti()).isEqualTo("t-1");
  }

  @Test
  void anEventSignedByAnotherKeyIsRefused() throws Exception {
    assertRefused(signed(FakeWaf.ecKey("k1"), "secevent+jwt", tokenEvent().build()), "invalid_key");
    assertRefused(signed(FakeWaf.ecKey("k2"), "secevent+jwt", tokenEvent().build()), "invalid_key");
  }

  @Test
  void anAccessTokenIsNoEvent() throws Exception {
    assertRefused(signed(KEY, "at+jwt", tokenEvent().build()), "invalid_request");
    assertRefused(token(), "invalid_request");
  }

  @Test
  void anEventOfOrForAnotherIsRefused() throws Exception {
    assertRefused(signed(tokenEvent().issuer("https://evil.example")), "invalid_issuer");
    assertRefused(signed(tokenEvent().issuer(null)), "invalid_issuer");
    assertRefused(signed(tokenEvent().audience("sip:other.example")), "invalid_audience");
    assertRefused(signed(tokenEvent().audience((String) null)), "invalid_audience");
  }

  @Test
  void anIncompleteEventIsRefused() throws Exception {
    List<UnaryOperator<JWTClaimsSet.Builder>> faults =
        List.of(
            c -> c.jwtID(null),
            c -> c.issueTime(null),
            c -> c.claim("sub_id", null),
            c -> c.claim("sub_id", "alice"),
            c -> c.claim("sub_id", Map.of("format", "email")),
            c -> c.claim("sub_id", Map.of("format", "complex", "session", "s-1")),
            c -> c.claim("sub_id", complex("session", " ")),
            c -> c.claim("sub_id", Map.of("format", "jwt_id", "iss", "other", "jti", "t-1")),
            c -> c.claim("events", null),
            c -> c.claim("events", List.of()));
    for (UnaryOperator<JWTClaimsSet.Builder> fault : faults) {
      assertRefused(signed(fault.apply(tokenEvent())), "invalid_request");
    }
    assertRefused("no event", "invalid_request");
    assertRefused("x".repeat(20_000), "invalid_request");
  }

  @Test
  void anEventOfAnotherKindIsAcceptedWithoutEffect() throws Exception {
    events.accept(signed(event("e-1", "https://example.net/other", Map.of("format", "email"))));

    assertThat(verifier.verify(token()).jti()).isEqualTo("t-1");
  }

  private void assertRefused(String set, String code) throws Exception {
    EventRejected rejected = catchThrowableOfType(EventRejected.class, () -> events.accept(set));
    assertThat(rejected).as("the event is refused").isNotNull();
    assertThat(rejected.code()).isEqualTo(code);
    assertThat(revoked.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "the-secret-of-the-events, application/secevent+jwt, 202",
    "wrong, application/secevent+jwt, 401",
    "the-secret-of-the-events, application/json, 400"
  })
  void aPushNeedsSecretAndType(String secret, String type, int status) throws Exception {
    HttpResponse<String> answer = push(secret, type, signed(tokenEvent()));

    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 202) {
      assertRevoked(token());
    } else {
      assertThat(JSONObjectUtils.parse(answer.body())).containsKeys("err", "description");
      assertThat(verifier.verify(token()).jti()).isEqualTo("t-1");
    }
  }

  @Test
  void aForgedPushIsRefusedByItsCodeAndOneThatCannotBeJudgedIsToComeAgain() throws Exception {
    String type = "application/secevent+jwt";
    HttpResponse<String> forged =
        push(SECRET, type, signed(FakeWaf.ecKey("k1"), "secevent+jwt", tokenEvent().build()));
    assertThat(forged.statusCode()).isEqualTo(400);
    assertThat(forged.body()).contains("invalid_key");

    waf.down = true;
    clock.advance(IssuerKeys.OUTAGE.plusSeconds(1));
    assertThat(push(SECRET, type, signed(tokenEvent())).statusCode()).isEqualTo(503);
  }

  private HttpResponse<String> push(String secret, String type, String set) throws Exception {
    HttpListener listener =
        HttpListener.start(
            "push",
            ListenerConfig.loopback(0),
            new Router().post("/events", new EventPush(events, Secret.of(SECRET))::post));
    open.add(listener);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          java.net.http.HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + listener.port() + "/events"))
              .header("Authorization", "Bearer " + secret)
              .header("Content-Type", type)
              .POST(java.net.http.HttpRequest.BodyPublishers.ofString(set))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** The polled side of a WAF. */
  private final class Feed {
    final Map<String, String> waiting = new LinkedHashMap<>(); // guarded by this
    final List<String> refused = new CopyOnWriteArrayList<>();
    final List<Boolean> replays = new CopyOnWriteArrayList<>();
    volatile boolean down;
    private final HttpListener listener;

    Feed() {
      listener =
          HttpListener.start(
              "feed", ListenerConfig.loopback(0), new Router().post("/events/poll", this::poll));
      open.add(listener);
    }

    private HttpReply poll(HttpRequest request) throws Exception {
      boolean ours = request.header("Authorization").equals(Optional.of("Bearer " + SECRET));
      if (down || !ours) {
        return HttpReply.of(down ? 503 : 401).with("Connection", "close");
      }
      Map<String, Object> poll = JSONObjectUtils.parse(request.bodyText());
      replays.add(poll.containsKey("replay"));
      synchronized (this) {
        JSONObjectUtils.getStringList(poll, "ack").forEach(waiting::remove);
        JSONObjectUtils.getJSONObject(poll, "setErrs")
            .keySet()
            .forEach(
                jti -> {
                  waiting.remove(jti);
                  refused.add(jti);
                });
        if (waiting.isEmpty()) {
          wait(50);
        }
        return HttpReply.json(200, Map.of("sets", Map.copyOf(waiting))).with("Connection", "close");
      }
    }

    synchronized void put(String jti, String set) {
      waiting.put(jti, set);
      notifyAll();
    }

    synchronized boolean empty() {
      return waiting.isEmpty();
    }

    void start() {
      open.add(
          new EventPoll(
              new RevocationConfig.Poll(
                  URI.create("http://127.0.0.1:" + listener.port() + "/events/poll"),
                  Secret.of(SECRET)),
              events));
    }
  }

  @Test
  void aPolledRevocationCountsAndIsAcknowledgedAndAForgedOneIsReported() {
    Feed feed = new Feed();
    feed.put("forged", signed(FakeWaf.ecKey("k1"), "secevent+jwt", tokenEvent().build()));
    feed.start();

    feed.put("e-1", signed(tokenEvent()));

    await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> assertRevoked(token()));
    await().until(feed::empty);
    assertThat(feed.refused).containsExactly("forged");
    assertThat(feed.replays.getFirst()).isTrue();
    assertThat(feed.replays).containsOnlyOnce(true);
  }

  @Test
  void whatWasRevokedWhileTheWayWasDownIsCaughtUp() throws Exception {
    Feed feed = new Feed();
    feed.down = true;
    feed.start();
    feed.put("e-1", signed(tokenEvent()));
    assertThat(verifier.verify(token()).jti()).isEqualTo("t-1");

    feed.down = false;

    await().untilAsserted(() -> assertRevoked(token()));
    await().until(feed::empty);
  }
}
