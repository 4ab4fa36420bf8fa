// SPDX-License-Identifier: Apache-2.0
package ringway.epcscf.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The revocations whose tokens may still be in time. Thread-safe. */
public final class RevokedTokens {
  private final Cache<Revocation.Key, Revocation> known;

  public RevokedTokens(RevocationConfig config, Clock clock) {
    known =
        Caffeine.newBuilder()
            .executor(Runnable::run) // waking a pool for each entry costs more than its upkeep
            .maximumSize(config.capacity())
            .expireAfterWrite(config.retention())
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .build();
  }

  void add(Revocation revocation) {
    // Events may come late and out of order: the latest moment holds.
    known
        .asMap()
        .merge(
            revocation.key(),
            revocation,
            (old, fresh) -> fresh.before().isAfter(old.before()) ? fresh : old);
  }

  boolean concerns(AccessIdentity identity) {
    if (known.estimatedSize() == 0) {
      return false;
    }
    String issuer = identity.wafIssuer();
    return Stream.of(
            new Revocation.Key(Revocation.Kind.TOKEN, issuer, identity.jti()),
            new Revocation.Key(Revocation.Kind.SESSION, issuer, identity.session()),
            new Revocation.Key(Revocation.Kind.SUBSCRIPTION, issuer, identity.impi()))
        .map(known::getIfPresent)
        .anyMatch(found -> found != null && found.concerns(identity));
  }

  public long size() {
    return known.estimatedSize();
  }
}
