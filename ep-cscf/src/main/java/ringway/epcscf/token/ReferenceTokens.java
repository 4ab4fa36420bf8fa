// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.nimbusds.jwt.JWTClaimsSet;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tokens that say nothing by themselves: their WAF is asked (RFC 7662 §4), once for all who come
 * with the same token at the same time, and not again for a short while. More lookups than allowed
 * at once are refused rather than left to wait. Thread-safe.
 */
final class ReferenceTokens {
  /** What asking came to. */
  private sealed interface Outcome {
    record Active(AccessIdentity identity) implements Outcome {}

    record Refused(TokenRejected why) implements Outcome {}

    record Unknown(WafUnreachable why) implements Outcome {}
  }

  private final List<Introspection> wafs;
  private final TokenClaims claims;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final Semaphore room;
  private final Cache<ByteBuffer, Outcome> answers;

  /** Lookups under way: as many as the semaphore lets through. */
  private final Map<ByteBuffer, CompletableFuture<Outcome>> running = new ConcurrentHashMap<>();

  ReferenceTokens(
      TokenConfig config,
      List<Introspection> wafs,
      TokenClaims claims,
      MeterRegistry metrics,
      Clock clock) {
    this.wafs = List.copyOf(wafs);
    this.claims = claims;
    this.clock = clock;
    this.metrics = metrics;
    int atOnce = config.introspection().atOnce();
    this.room = new Semaphore(atOnce);
    metrics.gauge("ringway.introspections.running", room, r -> atOnce - r.availablePermits());
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(config.cacheSize())
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .expireAfter(
                Expiry.<ByteBuffer, Outcome>creating(
                    (_, outcome) -> life(outcome, config.introspection().remember())))
            .build();
  }

  private Duration life(Outcome outcome, Duration longest) {
    if (outcome instanceof Outcome.Active(AccessIdentity identity)) {
      Duration left = Duration.between(clock.instant(), identity.expiresAt());
      return left.isNegative() ? Duration.ZERO : left.compareTo(longest) < 0 ? left : longest;
    }
    return longest;
  }

  /** Whether there is anybody to ask. */
  boolean any() {
    return !wafs.isEmpty();
  }

  AccessIdentity look(String token, ByteBuffer hash) throws TokenRejected, WafUnreachable {
    Outcome known = answers.getIfPresent(hash);
    return switch (known == null ? asked(token, hash) : known) {
      case Outcome.Active(AccessIdentity identity) -> identity;
      case Outcome.Refused(TokenRejected why) -> throw why;
      case Outcome.Unknown(WafUnreachable why) -> throw why;
    };
  }

  private Outcome asked(String token, ByteBuffer hash) {
    CompletableFuture<Outcome> own = new CompletableFuture<>();
    CompletableFuture<Outcome> first = running.putIfAbsent(hash, own);
    if (first != null) {
      count("joined");
      return first.join(); // ends, for its asker has a limit of time
    }
    Outcome outcome = new Outcome.Unknown(new WafUnreachable("the lookup broke off"));
    try {
      outcome = withinRoom(token, hash);
      if (!(outcome instanceof Outcome.Unknown)) {
        answers.put(hash, outcome);
      }
      return outcome;
    } finally {
      running.remove(hash, own);
      own.complete(outcome);
    }
  }

  private Outcome withinRoom(String token, ByteBuffer hash) {
    if (!room.tryAcquire()) {
      count("refused");
      return new Outcome.Unknown(new WafUnreachable("too many tokens are being looked up"));
    }
    try {
      return ask(token, hash);
    } finally {
      room.release();
    }
  }

  /** The token does not say whose it is: whoever may have issued it is asked in turn. */
  private Outcome ask(String token, ByteBuffer hash) {
    Optional<WafUnreachable> unreachable = Optional.empty();
    for (Introspection waf : wafs) {
      try {
        Optional<Map<String, Object>> said = waf.ask(token);
        if (said.isPresent()) {
          Outcome outcome = read(said.get(), waf.issuer(), hash);
          count(outcome instanceof Outcome.Active ? "active" : "unfit");
          return outcome;
        }
      } catch (WafUnreachable e) {
        unreachable = Optional.of(e);
      }
    }
    count(unreachable.isPresent() ? "unreachable" : "inactive");
    return unreachable
        .<Outcome>map(Outcome.Unknown::new)
        .orElseGet(() -> new Outcome.Refused(TokenRejected.invalid("the token is not active")));
  }

  private Outcome read(Map<String, Object> said, TokenConfig.Issuer issuer, ByteBuffer hash) {
    if (said.get("iss") instanceof String named && !named.equals(issuer.issuer())) {
      return new Outcome.Refused(TokenRejected.invalid("the token is of another issuer"));
    }
    Map<String, Object> whole = new HashMap<>(said);
    // RFC 7662 §2.2 leaves both out as it likes; the hash names the token as well.
    whole.putIfAbsent("jti", "ref-" + HexFormat.of().formatHex(hash.array(), 0, 8));
    whole.putIfAbsent("sub", said.getOrDefault("username", "-"));
    try {
      return new Outcome.Active(claims.read(JWTClaimsSet.parse(whole), issuer, clock.instant()));
    } catch (TokenRejected rejected) {
      return new Outcome.Refused(rejected);
    } catch (ParseException | RuntimeException _) {
      return new Outcome.Refused(TokenRejected.invalid("the answer of the WAF cannot be read"));
    }
  }

  private void count(String outcome) {
    metrics.counter("ringway.introspections", "outcome", outcome).increment();
  }
}
