// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ringway.runtime.config.Secret;
import ringway.runtime.http.HttpReply;
import ringway.runtime.http.HttpRequest;

/** Tokens whose WAF has to be asked, over HTTP that may fail in many ways. */
final class ReferenceTokensTest {
  private static final String TOKEN = "2YotnFZFEjr1zCsicMWpAA";
  private static final IntrospectionConfig BY_SECRET =
      new IntrospectionConfig(
          Optional.empty(),
          "ep cscf",
          Optional.of(Secret.of("a:b")),
          Optional.empty(),
          Optional.empty());

  private final MovingClock clock = new MovingClock();
  private final FakeWaf waf = new FakeWaf(clock, FakeWaf.ecKey("k1"));
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final TokenVerifier verifier = verifier(BY_SECRET, 64, Duration.ofSeconds(10));

  @AfterEach
  void stop() {
    waf.close();
  }

  private TokenVerifier verifier(IntrospectionConfig how, int atOnce, Duration limit) {
    TokenConfig plain =
        TokenSettings.of(
            Duration.ofSeconds(60), 100, TokenSettings.introspected(waf.issuer(), how));
    TokenConfig config =
        new TokenConfig(
            plain.audience(),
            plain.scope(),
            plain.clockSkew(),
            plain.cacheSize(),
            plain.nativeSignatures(),
            plain.replay(),
            new TokenConfig.Lookups(Duration.ofSeconds(10), atOnce),
            List.of(),
            plain.issuers());
    return TokenVerifier.create(config, FakeWaf.noRevocations(clock), limit, metrics, clock);
  }

  private double counted(String outcome) {
    return metrics.counter("ringway.introspections", "outcome", outcome).count();
  }

  @Test
  void theWafTellsWhomAnActiveTokenStandsFor() throws Exception {
    waf.introspection = _ -> waf.active(c -> c);

    AccessIdentity identity = verifier.verify(TOKEN);

    assertThat(identity.impi()).isEqualTo("alice@ims.example.net");
    assertThat(identity.wafIssuer()).isEqualTo(waf.issuer());
    HttpRequest asked = waf.questions.element();
    assertThat(asked.bodyText()).contains("token=" + TOKEN).doesNotContain("a%3Ab");
    assertThat(asked.header("Authorization"))
        .contains(
            "Basic "
                + Base64.getEncoder()
                    .encodeToString("ep+cscf:a%3Ab".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void weCanShowWhoWeAreByAnAssertion() throws Exception {
    ECKey own = FakeWaf.ecKey("own");
    waf.introspection = _ -> waf.active(c -> c);
    TokenVerifier asking =
        verifier(
            new IntrospectionConfig(
                Optional.empty(),
                "ep-cscf",
                Optional.empty(),
                Optional.of(Secret.of(own.toJSONString())),
                Optional.empty()),
            64,
            Duration.ofSeconds(10));

    asking.verify(TOKEN);

    String form = waf.questions.element().bodyText();
    String assertion =
        URLDecoder.decode(
            form.replaceFirst(".*client_assertion=([^&]*).*", "$1"), StandardCharsets.UTF_8);
    SignedJWT jwt = SignedJWT.parse(assertion);
    assertThat(jwt.verify(new com.nimbusds.jose.crypto.ECDSAVerifier(own.toPublicJWK()))).isTrue();
    assertThat(jwt.getJWTClaimsSet().getSubject()).isEqualTo("ep-cscf");
    assertThat(jwt.getJWTClaimsSet().getAudience()).containsExactly(waf.issuer());
    assertThat(form).doesNotContain(own.getD().toString());
  }

  @Test
  void anInactiveTokenIsRejectedAndNotAskedAboutAgainAtOnce() {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> verifier.verify(TOKEN))
          .isInstanceOf(TokenRejected.class)
          .hasMessage("the token is not active");
    }

    assertThat(waf.questions).hasSize(1);
  }

  @Test
  void anAnswerHoldsAShortWhile() throws Exception {
    waf.introspection = _ -> waf.active(c -> c);
    verifier.verify(TOKEN);
    verifier.verify(TOKEN);
    assertThat(waf.questions).hasSize(1);

    clock.advance(Duration.ofSeconds(11));
    waf.introspection = _ -> HttpReply.json(200, Map.of("active", false));

    assertThatThrownBy(() -> verifier.verify(TOKEN)).isInstanceOf(TokenRejected.class);
  }

  @Test
  void anAnswerNeverHoldsBeyondTheEndOfTheToken() throws Exception {
    waf.introspection =
        _ -> waf.active(c -> c.expirationTime(Date.from(clock.instant().plusSeconds(3))));
    verifier.verify(TOKEN);
    waf.introspection = _ -> HttpReply.json(200, Map.of("active", false));

    clock.advance(Duration.ofSeconds(4));

    assertThatThrownBy(() -> verifier.verify(TOKEN)).isInstanceOf(TokenRejected.class);
  }

  @Test
  void whatTheWafSaysIsHeldAgainstTheSameRulesAsAJwt() {
    waf.introspection = _ -> waf.active(c -> c.audience("sip:other.example.net"));
    assertThatThrownBy(() -> verifier.verify("one")).hasMessageContaining("another audience");
    waf.introspection = _ -> waf.active(c -> c.claim("scope", "openid"));
    assertThatThrownBy(() -> verifier.verify("two")).hasMessageContaining("lacks the scope");
    waf.introspection = _ -> waf.active(c -> c.expirationTime(null));
    assertThatThrownBy(() -> verifier.verify("three")).hasMessageContaining("has no exp");
    waf.introspection = _ -> waf.active(c -> c.issuer("https://other.example.net"));
    assertThatThrownBy(() -> verifier.verify("four")).hasMessageContaining("another issuer");
  }

  @Test
  void simultaneousLookupsOfOneTokenAreOne() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    waf.introspection =
        _ -> {
          awaitQuietly(answer);
          return waf.active(c -> c);
        };
    List<Future<AccessIdentity>> all = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
        all.add(threads.submit(() -> verifier.verify(TOKEN)));
      }
      await().until(() -> counted("joined") == 9);
      answer.countDown();
      for (Future<AccessIdentity> one : all) {
        assertThat(one.get().subject()).isEqualTo("alice");
      }
    }

    assertThat(waf.questions).hasSize(1);
  }

  @Test
  void moreLookupsThanAllowedAreRefusedAndDoNotWait() throws Exception {
    TokenVerifier narrow = verifier(BY_SECRET, 1, Duration.ofSeconds(10));
    CountDownLatch answer = new CountDownLatch(1);
    waf.introspection =
        _ -> {
          awaitQuietly(answer);
          return waf.active(c -> c);
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<AccessIdentity> first = threads.submit(() -> narrow.verify("first"));
      await().until(() -> waf.questions.size() == 1);

      assertThatThrownBy(() -> narrow.verify("second"))
          .isInstanceOf(WafUnreachable.class)
          .hasMessage("too many tokens are being looked up");
      answer.countDown();
      assertThat(first.get().subject()).isEqualTo("alice");
    }
    assertThat(counted("refused")).isEqualTo(1);
  }

  @Test
  void whileTheWafCannotAnswerThereIsNoVerdict() throws Exception {
    for (HttpReply fault :
        List.of(
            HttpReply.of(500),
            HttpReply.of(401),
            HttpReply.redirect("http://127.0.0.1:1/"),
            HttpReply.text(200, "<html>"),
            HttpReply.json(200, Map.of("active", "true")),
            HttpReply.json(200, Map.of()))) {
      waf.introspection = _ -> fault;
      assertThatThrownBy(() -> verifier.verify(TOKEN)).isInstanceOf(WafUnreachable.class);
    }

    waf.introspection = _ -> waf.active(c -> c);
    assertThat(verifier.verify(TOKEN).subject()).isEqualTo("alice");
  }

  @Test
  void aWafThatHangsIsGivenUp() {
    CountDownLatch never = new CountDownLatch(1);
    waf.introspection =
        _ -> {
          awaitQuietly(never);
          return HttpReply.of(500);
        };

    assertThatThrownBy(() -> verifier(BY_SECRET, 64, Duration.ofMillis(200)).verify(TOKEN))
        .isInstanceOf(WafUnreachable.class);
    never.countDown();
  }

  @Test
  void aJwtIsNeverSentThere() {
    assertThatThrownBy(() -> verifier.verify("a.b.c")).isInstanceOf(TokenRejected.class);

    assertThat(waf.questions).isEmpty();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
