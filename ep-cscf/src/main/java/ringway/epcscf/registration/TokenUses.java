// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.registration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.message.SIPRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringway.epcscf.token.AccessIdentity;
import ringway.epcscf.token.TokenConfig;
import ringway.epcscf.w2.Flow;

/**
 * Which client each token has registered, as long as the token lives: one that comes from another
 * connection and another instance may have been stolen. A client that comes back on a new
 * connection with its old instance is no such case (RFC 5626 §4.1). Thread-safe.
 */
final class TokenUses {
  private static final Logger log = LoggerFactory.getLogger(TokenUses.class);

  private record Token(String issuer, String jti) {}

  private record Use(String flow, Optional<String> instance, Duration life) {
    boolean sameClient(Use other) {
      return flow.equals(other.flow) || (instance.isPresent() && instance.equals(other.instance));
    }
  }

  private final boolean refuses;
  private final MeterRegistry metrics;
  private final Clock clock;
  private final Cache<Token, Use> last;

  TokenUses(TokenConfig config, MeterRegistry metrics, Clock clock) {
    this.refuses = config.replay() == TokenConfig.Replay.REFUSE;
    this.metrics = metrics;
    this.clock = clock;
    this.last =
        Caffeine.newBuilder()
            .executor(Runnable::run) // waking a pool for each entry costs more than its upkeep
            .maximumSize(config.cacheSize())
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .expireAfter(Expiry.<Token, Use>writing((_, use) -> use.life()))
            .build();
  }

  /** Notes who comes with the token; false when it is to be refused. */
  boolean admits(AccessIdentity identity, SIPRequest request, Flow flow) {
    Duration left = Duration.between(clock.instant(), identity.expiresAt());
    Use use = new Use(flow.id(), instance(request), left.isNegative() ? Duration.ZERO : left);
    boolean[] replayed = {false};
    last.asMap()
        .compute(
            new Token(identity.wafIssuer(), identity.jti()),
            (_, before) -> {
              replayed[0] = before != null && !before.sameClient(use);
              return before != null && replayed[0] && refuses ? before : use;
            });
    if (replayed[0]) {
      metrics.counter("ringway.tokens.replayed").increment();
      log.warn(
          "token used by a second client jti={} impi={} flow={} refused={}",
          identity.jti().replaceAll("[^A-Za-z0-9._:-]", "?"),
          identity.impi(),
          flow.id(),
          refuses);
    }
    return !(replayed[0] && refuses);
  }

  private static Optional<String> instance(SIPRequest request) {
    for (Contact contact : TrustedNodeRegister.contacts(request)) {
      if (contact.hasParameter("+sip.instance")) {
        return Optional.of(contact.getParameter("+sip.instance"));
      }
    }
    return Optional.empty();
  }
}
