// SPDX-License-Identifier: Apache-2.0
package ringway.waf.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import ringway.runtime.config.Secret;
import ringway.runtime.http.HttpListener;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;
import ringway.runtime.http.ListenerConfig;
import ringway.runtime.http.Router;
import ringway.runtime.store.Database;
import ringway.waf.keys.KeyRing;
import ringway.waf.keys.KeyRings;
import ringway.waf.keys.KeysConfig;
import ringway.waf.keys.TokenAlgorithm;
import ringway.waf.store.Databases;

/** Revocations on their way to receivers, over real HTTP and both databases. */
class EventFeedTest {
  private static final URI ISSUER = URI.create("https://waf.example.net");
  private static final String SECRET = "the-secret-of-the-receiver";
  private static final Duration TOKEN = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Clock CLOCK = Clock.systemUTC();

  private final List<AutoCloseable> open = new ArrayList<>();
  private final KeyRing keys =
      KeyRings.open(
          new KeysConfig(Optional.empty(), Optional.empty(), Duration.ofDays(1), TOKEN, List.of()),
          Optional.empty(),
          TokenAlgorithm.ES256,
          TOKEN,
          org.jdbi.v3.core.Jdbi.create("jdbc:h2:mem:"),
          CLOCK);

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable part : open.reversed()) {
      part.close();
    }
  }

  private <T extends AutoCloseable> T closing(T part) {
    open.add(part);
    return part;
  }

  /** An eP-CSCF that takes pushes, or not. */
  private final class Receiver implements AutoCloseable {
    final List<JWTClaimsSet> taken = new CopyOnWriteArrayList<>();
    volatile int status = 202;
    volatile int seen;
    private final HttpListener listener;

    Receiver() {
      listener =
          closing(
              HttpListener.start(
                  "receiver",
                  ListenerConfig.loopback(0),
                  new Router().post("/events", this::take)));
    }

    private synchronized HttpReply take(HttpRequest request) throws Exception {
      seen++;
      boolean ours =
          request.header("Authorization").equals(Optional.of("Bearer " + SECRET))
              && request.header("Content-Type").equals(Optional.of("application/secevent+jwt"));
      if (ours && status == 202) {
        taken.add(verified(request.bodyText()));
      }
      return HttpReply.of(ours ? status : 401).with("Connection", "close");
    }

    Optional<URI> address() {
      return Optional.of(URI.create("http://127.0.0.1:" + listener.port() + "/events"));
    }

    List<String> subjects() {
      return taken.stream().map(EventFeedTest::subject).toList();
    }

    @Override
    public void close() {
      listener.close();
    }
  }

  private JWTClaimsSet verified(String set) throws Exception {
    SignedJWT jwt = SignedJWT.parse(set);
    ECKey key = (ECKey) JWKSet.parse(keys.publicJwks()).getKeyByKeyId(jwt.getHeader().getKeyID());
    assertThat(
            jwt.verify(
                new DefaultJWSVerifierFactory()
                    .createJWSVerifier(jwt.getHeader(), key.toPublicKey())))
        .isTrue();
    assertThat(jwt.getHeader().getType()).isEqualTo(SecurityEvent.TYPE);
    return jwt.getJWTClaimsSet();
  }

  @SuppressWarnings("unchecked")
  private static String subject(JWTClaimsSet set) {
    Map<String, Object> id = (Map<String, Object>) set.getClaim("sub_id");
    return switch (id) {
      case Map<String, Object> m when m.containsKey("jti") -> "token " + m.get("jti");
      case Map<String, Object> m when m.containsKey("session") ->
          "session " + ((Map<String, Object>) m.get("session")).get("id");
      default -> "user " + ((Map<String, Object>) id.get("user")).get("id");
    };
  }

  private EventFeed feed(Database database, Optional<URI> push) {
    return closing(
        new EventFeed(
            new EventsConfig(
                List.of(
                    new EventsConfig.Receiver(
                        "ep-cscf-1", "sip:ims.example.net", Secret.of(SECRET), push))),
            keys,
            ISSUER,
            TOKEN,
            database.jdbi(),
            CLOCK));
  }

  @ParameterizedTest
  @EnumSource
  void everyKindOfRevocationIsPushedInOrderAsASignedEvent(Databases databases) throws Exception {
    Database database = closing(databases.open());
    Receiver receiver = new Receiver();
    Revocations revocations = feed(database, receiver.address()).revocations();

    revocations.revokeToken("t1", "alice", "wwsf", Instant.now().plus(TOKEN));
    revocations.revokeSession("s1");
    revocations.revokeSubscription("alice@ims.example.net");

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(receiver.subjects())
                    .containsExactly("token t1", "session s1", "user alice@ims.example.net"));
    JWTClaimsSet first = receiver.taken.getFirst();
    assertThat(first.getIssuer()).isEqualTo(ISSUER.toString());
    assertThat(first.getAudience()).containsExactly("sip:ims.example.net");
    assertThat(first.getSubject()).isNull();
    assertThat(first.getExpirationTime()).isNull();
    assertThat(first.getJSONObjectClaim("events"))
        .containsOnlyKeys("https://schemas.openid.net/secevent/caep/event-type/session-revoked");
    assertThat(receiver.taken.getLast().getJSONObjectClaim("events"))
        .containsOnlyKeys(
            "https://schemas.openid.net/secevent/caep/event-type/token-claims-change");
  }

  @ParameterizedTest
  @EnumSource
  void aReceiverThatWasDownCatchesUpInOrder(Databases databases) {
    Database database = closing(databases.open());
    Receiver receiver = new Receiver();
    receiver.status = 503;
    Revocations revocations = feed(database, receiver.address()).revocations();
    revocations.revokeSession("s1");
    revocations.revokeSession("s2");
    await().until(() -> receiver.seen > 1);
    assertThat(receiver.taken).isEmpty();

    receiver.status = 202;

    await()
        .untilAsserted(
            () -> assertThat(receiver.subjects()).containsExactly("session s1", "session s2"));
  }

  @ParameterizedTest
  @EnumSource
  void aNodeThatStopsLeavesItsEventsToTheOthers(Databases databases) {
    Database database = closing(databases.open());
    EventFeed without = feed(database, Optional.empty());
    without.revocations().revokeSession("s1");
    without.close();
    Receiver receiver = new Receiver();

    feed(database, receiver.address());

    await().untilAsserted(() -> assertThat(receiver.subjects()).containsExactly("session s1"));
  }

  @ParameterizedTest
  @EnumSource
  void ofTwoNodesOnePushes(Databases databases) {
    Database database = closing(databases.open());
    Receiver receiver = new Receiver();
    Revocations one = feed(database, receiver.address()).revocations();
    Revocations other = feed(database, receiver.address()).revocations();

    one.revokeSession("s1");
    other.revokeSession("s2");

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(receiver.subjects())
                    .containsExactlyInAnyOrder("session s1", "session s2"));
  }

  @ParameterizedTest
  @EnumSource
  void aRevocationHoldsOnEveryNode(Databases databases) {
    Database database = closing(databases.open());
    Revocations one = feed(database, Optional.empty()).revocations();
    Revocations other = feed(database, Optional.empty()).revocations();
    Instant issued = Instant.now().minusSeconds(5);
    assertThat(one.isRevoked("t1", "s1", "alice", issued)).isFalse();
    assertThat(other.isRevoked("t1", "s1", "alice", issued)).isFalse();

    one.revokeSession("s1");

    assertThat(one.isRevoked("t1", "s1", "alice", issued)).isTrue();
    assertThat(one.isRevoked("t2", "s2", "alice", issued)).isFalse();
    await().atMost(SOON).until(() -> other.isRevoked("t1", "s1", "alice", issued));
    one.revokeToken("t2", "alice", "wwsf", Instant.now().plus(TOKEN));
    assertThat(one.isRevoked("t2", "s2", "alice", issued)).isTrue();
    one.revokeSubscription("bob");
    assertThat(one.isRevoked("t3", "", "bob", issued)).isTrue();
    assertThat(one.isRevoked("t3", "", "bob", Instant.now().plusSeconds(1))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aPollWaitsForTheEventAndIsToldItUntilItIsAcknowledged(Databases databases) throws Exception {
    Database database = closing(databases.open());
    EventFeed feed = feed(database, Optional.empty());
    URI address = polled(feed);
    ScheduledThreadPoolExecutor later = closing(new ScheduledThreadPoolExecutor(1));
    var _ =
        later.schedule(
            () -> feed.revocations().revokeSession("s1"),
            100,
            java.util.concurrent.TimeUnit.MILLISECONDS);

    Map<String, Object> sets = sets(poll(address, SECRET, "{}"));
    assertThat(sets).hasSize(1);
    String jti = sets.keySet().iterator().next();
    JWTClaimsSet event = verified((String) sets.get(jti));
    assertThat(event.getJWTID()).isEqualTo(jti);
    assertThat(subject(event)).isEqualTo("session s1");

    String now = "{\"returnImmediately\":true}";
    assertThat(sets(poll(address, SECRET, now))).containsOnlyKeys(jti);
    String ack = "{\"returnImmediately\":true,\"ack\":[\"%s\",\"unknown\"]}".formatted(jti);
    assertThat(sets(poll(address, SECRET, ack))).isEmpty();
    assertThat(sets(poll(address, SECRET, ack))).isEmpty();
    assertThat(sets(poll(address, SECRET, "{\"returnImmediately\":true,\"replay\":true}")))
        .containsOnlyKeys(jti);
    String refused =
        "{\"returnImmediately\":true,\"setErrs\":{\"%s\":{\"err\":\"invalid_key\"}}}"
            .formatted(jti);
    assertThat(sets(poll(address, SECRET, refused))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aPollGetsNoMoreThanItAsksForAndIsToldOfMore(Databases databases) throws Exception {
    Database database = closing(databases.open());
    EventFeed feed = feed(database, Optional.empty());
    URI address = polled(feed);
    feed.revocations().revokeSession("s1");
    feed.revocations().revokeSession("s2");

    HttpResponse<String> one = poll(address, SECRET, "{\"maxEvents\":1}");
    assertThat(sets(one)).hasSize(1);
    assertThat(JSONObjectUtils.parse(one.body())).containsEntry("moreAvailable", true);
    assertThat(sets(poll(address, SECRET, "{\"maxEvents\":0}"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "wrong", "the-secret-of-the-receiver2"})
  void aPollWithoutTheSecretIsRefused(String secret) throws Exception {
    URI address = polled(feed(closing(Databases.H2.open()), Optional.empty()));

    assertThat(poll(address, secret, "{}").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{\"ack\":\"x\"}",
        "{\"ack\":[1]}",
        "{\"ack\":{}}",
        "{\"maxEvents\":\"1\"}",
        "{\"returnImmediately\":1}",
        "{\"setErrs\":[]}",
        "{\"ack\":"
      })
  void aPollThatIsNoneIsRefused(String body) throws Exception {
    URI address = polled(feed(closing(Databases.H2.open()), Optional.empty()));

    assertThat(poll(address, SECRET, body).statusCode()).isEqualTo(400);
  }

  private URI polled(EventFeed feed) {
    HttpListener listener =
        closing(HttpListener.start("waf", ListenerConfig.loopback(0), feed.routes(new Router())));
    return URI.create("http://127.0.0.1:" + listener.port() + "/events/poll");
  }

  private static HttpResponse<String> poll(URI address, String secret, String body)
      throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          java.net.http.HttpRequest.newBuilder(address)
              .header("Authorization", "Bearer " + secret)
              .header("Content-Type", "application/json")
              .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static Map<String, Object> sets(HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSONObjectUtils.getJSONObject(JSONObjectUtils.parse(response.body()), "sets");
  }
}
