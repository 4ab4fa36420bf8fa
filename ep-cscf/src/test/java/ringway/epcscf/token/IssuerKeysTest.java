// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.ECKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ringway.runtime.http.HttpReply;

/** How the keys of a WAF are found, renewed, and kept through its absence. */
final class IssuerKeysTest {
  private static final ECKey FIRST = FakeWaf.ecKey("k1");
  private static final ECKey SECOND = FakeWaf.ecKey("k2");

  private final MovingClock clock = new MovingClock();
  private final FakeWaf waf = new FakeWaf(clock, FIRST);

  @AfterEach
  void stop() {
    waf.close();
  }

  private TokenVerifier verifier(Optional<URI> jwksUri, Duration fetchLimit) {
    return TokenVerifier.create(
        TokenSettings.of(
            Duration.ofSeconds(60), 1000, TokenSettings.issuer(waf.issuer(), jwksUri, false)),
        FakeWaf.noRevocations(clock),
        fetchLimit,
        new SimpleMeterRegistry(),
        clock);
  }

  private TokenVerifier verifier() {
    return verifier(Optional.of(URI.create(waf.issuer() + "/jwks")), Duration.ofSeconds(10));
  }

  private TokenVerifier discovering() {
    return verifier(Optional.empty(), Duration.ofSeconds(10));
  }

  /** A token not seen before, so that nothing comes from the memory of verified ones. */
  private String fresh(ECKey key) {
    return FakeWaf.sign(
        key,
        FakeWaf.header(key).build(),
        waf.claims().jwtID(java.util.UUID.randomUUID().toString()).build());
  }

  @Test
  void keysAreFetchedOnceForManyTokens() throws Exception {
    TokenVerifier verifier = verifier();
    for (int i = 0; i < 50; i++) {
      verifier.verify(fresh(FIRST));
    }

    assertThat(waf.keyFetches).hasValue(1);
  }

  @Test
  void simultaneousFirstTokensShareOneFetch() throws Exception {
    TokenVerifier verifier = verifier();
    CountDownLatch go = new CountDownLatch(1);
    List<Future<AccessIdentity>> results = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        String token = fresh(FIRST);
        results.add(
            threads.submit(
                () -> {
                  go.await();
                  return verifier.verify(token);
                }));
      }
      go.countDown();
      for (Future<AccessIdentity> result : results) {
        assertThat(result.get().subject()).isEqualTo("alice");
      }
    }

    assertThat(waf.keyFetches).hasValue(1);
  }

  @Test
  void aRotatedKeyIsFetchedWhenFirstSeen() throws Exception {
    TokenVerifier verifier = verifier();
    verifier.verify(fresh(FIRST));
    waf.rotate(FIRST, SECOND);
    clock.advance(IssuerKeys.BETWEEN_FETCHES);

    assertThat(verifier.verify(fresh(SECOND)).subject()).isEqualTo("alice");
    assertThat(waf.keyFetches).hasValue(2);
  }

  @Test
  void afterAChangeOfKeysATokenWithoutKeyIdHasThemFetchedToo() throws Exception {
    TokenVerifier verifier = verifier();
    verifier.verify(nameless(FIRST));
    waf.rotate(SECOND);
    clock.advance(IssuerKeys.BETWEEN_FETCHES);

    assertThat(verifier.verify(nameless(SECOND)).subject()).isEqualTo("alice");
    assertThat(waf.keyFetches).hasValue(2);
  }

  @Test
  void forgedTokensWithoutKeyIdCannotFloodTheWaf() throws Exception {
    TokenVerifier verifier = verifier();
    verifier.verify(nameless(FIRST));
    clock.advance(IssuerKeys.BETWEEN_FETCHES);

    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> verifier.verify(nameless(SECOND)))
          .isInstanceOf(TokenRejected.class)
          .hasMessage("the signature of the token is wrong");
    }
    assertThat(waf.keyFetches).hasValue(2);
  }

  private String nameless(ECKey key) {
    return FakeWaf.sign(
        key,
        FakeWaf.header(key).keyID(null).build(),
        waf.claims().jwtID(java.util.UUID.randomUUID().toString()).build());
  }

  @Test
  void unknownKeyIdsCannotFloodTheWaf() throws Exception {
    TokenVerifier verifier = verifier();
    verifier.verify(fresh(FIRST));
    clock.advance(IssuerKeys.BETWEEN_FETCHES);

    for (int i = 0; i < 20; i++) {
      String token = fresh(FakeWaf.ecKey("made-up-" + i));
      assertThatThrownBy(() -> verifier.verify(token))
          .isInstanceOf(TokenRejected.class)
          .hasMessage("the token is signed with a key its issuer does not have");
    }
    assertThat(waf.keyFetches).hasValue(2);
  }

  @Test
  void aWithdrawnKeyIsForgottenByTheRenewalInTheBackground() throws Exception {
    TokenVerifier verifier = verifier();
    verifier.verify(fresh(FIRST));
    waf.rotate(SECOND);
    clock.advance(IssuerKeys.FRESH);

    verifier.verify(fresh(FIRST));

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> verifier.verify(fresh(FIRST)))
                    .isInstanceOf(TokenRejected.class));
    assertThat(verifier.verify(fresh(SECOND)).subject()).isEqualTo("alice");
  }

  @Test
  void keysHeldGoOnWhileTheWafIsAwayForADayAtMost() throws Exception {
    TokenVerifier verifier = verifier();
    verifier.verify(fresh(FIRST));
    waf.down = true;
    clock.advance(IssuerKeys.OUTAGE.minusSeconds(1));

    assertThat(verifier.verify(fresh(FIRST)).subject()).isEqualTo("alice");
    await().until(() -> waf.keyFetches.get() == 2);

    clock.advance(IssuerKeys.BETWEEN_FETCHES);
    assertThatThrownBy(() -> verifier.verify(fresh(FIRST))).isInstanceOf(WafUnreachable.class);

    waf.down = false;
    clock.advance(IssuerKeys.BETWEEN_FETCHES);
    assertThat(verifier.verify(fresh(FIRST)).subject()).isEqualTo("alice");
  }

  @Test
  void anUnknownKeyIsNoVerdictWhileTheWafIsAway() throws Exception {
    TokenVerifier verifier = verifier();
    verifier.verify(fresh(FIRST));
    waf.down = true;
    clock.advance(IssuerKeys.BETWEEN_FETCHES);

    assertThatThrownBy(() -> verifier.verify(fresh(SECOND)))
        .isInstanceOf(WafUnreachable.class)
        .hasMessage("the keys of " + waf.issuer() + " cannot be fetched");
    // Right after, without another attempt: still no verdict.
    assertThatThrownBy(() -> verifier.verify(fresh(SECOND))).isInstanceOf(WafUnreachable.class);
    assertThat(waf.keyFetches).hasValue(2);
  }

  @Test
  void aWafThatNeverAnsweredIsUnreachableAndTriedAgainLater() throws Exception {
    TokenVerifier verifier = verifier();
    waf.down = true;
    assertThatThrownBy(() -> verifier.verify(fresh(FIRST))).isInstanceOf(WafUnreachable.class);

    waf.down = false;
    clock.advance(IssuerKeys.BETWEEN_FETCHES);
    assertThat(verifier.verify(fresh(FIRST)).subject()).isEqualTo("alice");
  }

  @Test
  void aClosedPortIsUnreachable() {
    TokenVerifier verifier = verifier();
    String token = fresh(FIRST);
    waf.close();

    assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(WafUnreachable.class);
  }

  @Test
  void aWafThatHangsIsGivenUp() {
    CountDownLatch never = new CountDownLatch(1);
    waf.jwksFault =
        reply -> {
          try {
            never.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          return reply;
        };
    TokenVerifier verifier =
        verifier(Optional.of(URI.create(waf.issuer() + "/jwks")), Duration.ofMillis(200));

    assertThatThrownBy(() -> verifier.verify(fresh(FIRST))).isInstanceOf(WafUnreachable.class);
    never.countDown();
  }

  @Test
  void anOversizedKeySetIsNotRead() {
    waf.jwksFault =
        _ ->
            HttpReply.of(200)
                .withBody(
                    "application/json",
                    ("{\"keys\":[],\"x\":\"" + "x".repeat(300_000) + "\"}")
                        .getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> verifier().verify(fresh(FIRST))).isInstanceOf(WafUnreachable.class);
  }

  @Test
  void aRedirectIsNotFollowed() {
    waf.jwksFault = _ -> HttpReply.redirect(waf.issuer() + "/jwks");

    assertThatThrownBy(() -> verifier().verify(fresh(FIRST))).isInstanceOf(WafUnreachable.class);
    assertThat(waf.keyFetches).hasValue(1);
  }

  @Test
  void keysThatAreNoJsonAreNoKeys() {
    waf.jwksFault = _ -> HttpReply.text(200, "<html>");

    assertThatThrownBy(() -> verifier().verify(fresh(FIRST))).isInstanceOf(WafUnreachable.class);
  }

  @Test
  void keysAreFoundThroughTheMetadata() {
    assertThatCode(() -> discovering().verify(fresh(FIRST))).doesNotThrowAnyException();
  }

  @Test
  void keysAreFoundThroughOpenIdMetadataWhereThereIsNoOther() {
    waf.openIdMetadata = waf.metadata;
    waf.metadata = HttpReply.of(404);

    assertThatCode(() -> discovering().verify(fresh(FIRST))).doesNotThrowAnyException();
  }

  @Test
  void metadataOfAnotherIssuerIsNotBelieved() {
    waf.metadata = waf.metadataOf(waf.issuer() + "/");

    assertThatThrownBy(() -> discovering().verify(fresh(FIRST))).isInstanceOf(WafUnreachable.class);
    assertThat(waf.keyFetches).hasValue(0);
  }

  @Test
  void keysAreNotFetchedInClearFromElsewhere() {
    waf.metadata =
        HttpReply.json(
            200, Map.of("issuer", waf.issuer(), "jwks_uri", "http://keys.example.net/jwks"));

    assertThatThrownBy(() -> discovering().verify(fresh(FIRST))).isInstanceOf(WafUnreachable.class);
  }
}
